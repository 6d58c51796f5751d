package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** One probe of a watched server and what it found. */
public record ProbeReport(String owner, NfsServer server, ProbeResult result, Instant startedAt, Instant endedAt) {

    public ProbeReport {
        requireNonNull(owner, "owner is null");
        requireNonNull(server, "server is null");
        requireNonNull(result, "result is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(endedAt, "endedAt is null");
    }
}
