package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.decide.ProbeHistory;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What this process knows of a server.
 *
 * @param result of the newest probe; empty before the first
 * @param latency of the newest probe that was answered
 */
public record ServerView(ProbeHistory history, Optional<ProbeResult> result, Optional<Duration> latency) {

    /** Nothing yet. */
    public static final ServerView NONE = new ServerView(ProbeHistory.NONE, Optional.empty(), Optional.empty());

    public ServerView {
        requireNonNull(history, "history is null");
        requireNonNull(result, "result is null");
        requireNonNull(latency, "latency is null");
    }
}
