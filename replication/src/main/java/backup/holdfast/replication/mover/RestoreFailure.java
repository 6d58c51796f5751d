package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import java.util.List;
import java.util.Locale;

/** Why a restore failed: where restic only counts its errors, by what it said of the first file. */
final class RestoreFailure {
    private RestoreFailure() {}

    /** Nothing where restic told the cause itself. */
    static RunFailure of(RunFailure said, ResticFailure cause, RestoreErrors errors) {
        List<String> first = errors.first();
        long contents = errors.losses().contents();
        if (contents == 0 || isTold(cause.kind())) {
            return said;
        }
        FailureClass failure =
                first.stream().anyMatch(RestoreFailure::isFull) && cause.kind() != FailureKind.REPOSITORY_DAMAGED
                        ? FailureClass.NO_SPACE
                        : said.failureClass();
        String full = failure == FailureClass.NO_SPACE ? "the volume is full: " : "";
        String count = contents == 1
                ? "1 file could not be restored: "
                : contents + " files could not be restored, the first ";
        return new RunFailure(failure, said.step(), said.exitCode(), full + count + first.get(0));
    }

    /** Ends that have nothing to do with single files. */
    private static boolean isTold(FailureKind kind) {
        return kind != FailureKind.RESTORE_INCOMPLETE
                && kind != FailureKind.NO_SPACE
                && kind != FailureKind.REPOSITORY_DAMAGED
                && kind != FailureKind.TARGET_UNUSABLE
                && kind != FailureKind.UNKNOWN;
    }

    /** Whether the system said so of a disk. */
    static boolean isFull(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded");
    }
}
