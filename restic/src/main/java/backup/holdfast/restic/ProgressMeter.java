package backup.holdfast.restic;

import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.BackupStatus;
import backup.holdfast.restic.event.ResticEvent.RestoreStatus;
import backup.holdfast.restic.process.LineHandler.Activity;
import java.util.List;

/** Tells progress from mere reports: restic repeats its status while nothing moves. */
final class ProgressMeter {

    private List<Object> last = List.of();

    Activity activity(ResticEvent event) {
        List<Object> counters = counters(event);
        if (counters.isEmpty() || !counters.equals(last)) {
            last = counters;
            return Activity.PROGRESS;
        }
        return Activity.IDLE;
    }

    private static List<Object> counters(ResticEvent event) {
        if (event instanceof BackupStatus status) {
            return List.of(
                    status.totalFiles(),
                    status.filesDone(),
                    status.totalBytes(),
                    status.bytesDone(),
                    status.errorCount(),
                    status.currentFiles());
        }
        if (event instanceof RestoreStatus status) {
            return List.of(
                    status.totalFiles(),
                    status.filesRestored(),
                    status.filesSkipped(),
                    status.filesDeleted(),
                    status.bytesRestored(),
                    status.bytesSkipped());
        }
        return List.of();
    }
}
