package backup.holdfast.cli;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Moments;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.replication.snapshot.RestorePoint;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which snapshot: the newest, unless told otherwise. */
final class PointOptions {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{4,64}");

    @Option(names = "--previous", paramLabel = "N", description = "N before the newest; with --as-of, before that one")
    private @Nullable Integer previous;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "The newest at or before: 2h, yesterday 18:00, 2026-11-20 04:00 Europe/Berlin, RFC 3339")
    private @Nullable String asOf;

    @Option(names = "--snapshot", paramLabel = "ID", description = "By the digits that list shows")
    private @Nullable String snapshot;

    RestorePoint point(Clock clock) {
        if (snapshot != null) {
            if (previous != null || asOf != null) {
                throw new StopException(
                        ExitCode.USAGE,
                        "--snapshot names one snapshot, and the other options another",
                        "Keep one of them.");
            }
            if (!ID.matcher(snapshot).matches()) {
                throw new StopException(
                        ExitCode.USAGE,
                        "\"" + snapshot + "\" is no snapshot id",
                        "Use the digits that `restore list` shows.");
            }
            return new RestorePoint.ById(snapshot);
        }
        int skip = previous == null ? 0 : previous;
        if (skip < 0) {
            throw new StopException(ExitCode.USAGE, "--previous is " + skip, "0 is the newest, 1 the one before it.");
        }
        if (asOf == null) {
            return skip == 0 ? new RestorePoint.Latest() : new RestorePoint.Previous(skip);
        }
        return new Moments(clock.instant(), clock.getZone())
                .read(asOf)
                .map(at -> (RestorePoint) new RestorePoint.AsOf(at, skip))
                .orElseThrow(() -> new StopException(
                        ExitCode.USAGE,
                        "\"" + asOf + "\" is no time",
                        "Write 2h, yesterday 18:00, 2026-11-20 04:00 Europe/Berlin, or 2026-11-20T04:00:00Z."));
    }

    boolean namesOne() {
        return snapshot != null;
    }

    boolean isNewest() {
        return snapshot == null && asOf == null && (previous == null || previous == 0);
    }

    /** For the plan. */
    static String describe(RestorePoint point) {
        if (point instanceof RestorePoint.ById byId) {
            return "snapshot " + byId.prefix();
        }
        if (point instanceof RestorePoint.AsOf asOf) {
            return (asOf.skip() == 0 ? "the newest" : asOf.skip() + " before the newest") + " at or before "
                    + asOf.at();
        }
        return point instanceof RestorePoint.Previous previous ? previous.skip() + " before the newest" : "the newest";
    }
}
