package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one probe found. */
public sealed interface ProbeResult {

    /** The result in a sentence for a person. */
    String sentence();

    /**
     * The server is alive: it gave a well-formed RPC reply, whatever was in it, and no export that was asked for is known to be missing.
     *
     * @param latency from the start of the connection to the end of the first reply
     * @param version spoken; empty if the server lives but serves no NFS we know there
     * @param exports one for each that was asked for, in that order
     */
    record Reachable(Duration latency, Optional<NfsVersion> version, List<ExportCheck> exports) implements ProbeResult {
        public Reachable {
            requireNonNull(latency, "latency is null");
            requireNonNull(version, "version is null");
            exports = List.copyOf(exports);
        }

        @Override
        public String sentence() {
            return "the server answers";
        }
    }

    /**
     * The server is alive, but at least one of its exports is {@link ExportState#MISSING} or {@link ExportState#SILENT}.
     *
     * @param latency from the start of the connection to the end of the first reply
     * @param exports one for each that was asked for, in that order: those that are well, too
     */
    record ExportMissing(Duration latency, Optional<NfsVersion> version, List<ExportCheck> exports)
            implements ProbeResult {
        public ExportMissing {
            requireNonNull(latency, "latency is null");
            requireNonNull(version, "version is null");
            exports = List.copyOf(exports);
            if (exports.stream().noneMatch(ExportCheck::isGone)) {
                throw new IllegalArgumentException("no export is missing: " + exports);
            }
        }

        /** Those a client could not use now. */
        public List<ExportCheck> gone() {
            return exports.stream().filter(ExportCheck::isGone).toList();
        }

        @Override
        public String sentence() {
            List<String> named = gone().stream()
                    .map(check -> check.path() + " (" + check.detail() + ")")
                    .toList();
            return "the server answers, but not for " + String.join(", ", named);
        }
    }

    /** No TCP connection, or no RPC reply in time. */
    record Unreachable(UnreachableReason reason, String detail) implements ProbeResult {
        public Unreachable {
            requireNonNull(reason, "reason is null");
            requireNonNull(detail, "detail is null");
        }

        @Override
        public String sentence() {
            return reason.sentence() + " (" + detail + ")";
        }
    }

    /** The probe says nothing about the server. */
    record Unknown(UnknownReason reason, String detail) implements ProbeResult {
        public Unknown {
            requireNonNull(reason, "reason is null");
            requireNonNull(detail, "detail is null");
        }

        @Override
        public String sentence() {
            return reason.sentence() + " (" + detail + ")";
        }
    }
}
