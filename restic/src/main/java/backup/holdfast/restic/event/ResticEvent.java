package backup.holdfast.restic.event;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.BackupCounts;
import backup.holdfast.restic.model.SnapshotId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One thing restic said while it ran. A new restic may say new things: what is not known arrives as {@link Unrecognized}, never
 * as an error.
 */
public sealed interface ResticEvent {

    /**
     * Progress of a backup, about once per reporting interval and even when nothing moves.
     *
     * @param fractionDone 0 to 1, of what has been found so far
     * @param secondsRemaining restic's estimate
     */
    record BackupStatus(
            double fractionDone,
            Duration elapsed,
            OptionalInt secondsRemaining,
            long totalFiles,
            long filesDone,
            long totalBytes,
            long bytesDone,
            long errorCount,
            List<String> currentFiles)
            implements ResticEvent {
        public BackupStatus {
            requireNonNull(elapsed, "elapsed is null");
            requireNonNull(secondsRemaining, "secondsRemaining is null");
            currentFiles = List.copyOf(currentFiles);
        }
    }

    /** Progress of a restore. {@code filesSkipped} were on the target already as they should be. */
    record RestoreStatus(
            double fractionDone,
            Duration elapsed,
            long totalFiles,
            long filesRestored,
            long filesSkipped,
            long filesDeleted,
            long totalBytes,
            long bytesRestored,
            long bytesSkipped)
            implements ResticEvent {
        public RestoreStatus {
            requireNonNull(elapsed, "elapsed is null");
        }
    }

    /**
     * One file, pack or tree restic had trouble with; it goes on.
     *
     * @param during restic's word for the phase, such as "archival", "scan" or "restore"; empty for check
     * @param item the path; empty for check
     */
    record ItemError(String message, String during, String item) implements ResticEvent {
        public ItemError {
            requireNonNull(message, "message is null");
            requireNonNull(during, "during is null");
            requireNonNull(item, "item is null");
        }
    }

    /**
     * The end of a backup.
     *
     * @param snapshotId absent when no snapshot was made because nothing had changed; with {@code dryRun} it names one that
     *     does not exist
     */
    record BackupSummary(BackupCounts counts, Duration duration, Optional<SnapshotId> snapshotId, boolean dryRun)
            implements ResticEvent {
        public BackupSummary {
            requireNonNull(counts, "counts is null");
            requireNonNull(duration, "duration is null");
            requireNonNull(snapshotId, "snapshotId is null");
        }

        /** The snapshot that is now in the repository. */
        public Optional<SnapshotId> savedSnapshot() {
            return dryRun ? Optional.empty() : snapshotId;
        }
    }

    /** The end of a restore, complete or not: compare {@code filesRestored} with {@code totalFiles}, and the exit. */
    record RestoreSummary(
            Duration duration,
            long totalFiles,
            long filesRestored,
            long filesSkipped,
            long filesDeleted,
            long totalBytes,
            long bytesRestored,
            long bytesSkipped)
            implements ResticEvent {
        public RestoreSummary {
            requireNonNull(duration, "duration is null");
        }
    }

    /** The end of a check. */
    record CheckSummary(long errorCount, List<String> brokenPacks, boolean suggestRepairIndex, boolean suggestPrune)
            implements ResticEvent {
        public CheckSummary {
            brokenPacks = List.copyOf(brokenPacks);
        }
    }

    /** A repository has been created. */
    record Initialized(String repositoryId) implements ResticEvent {
        public Initialized {
            requireNonNull(repositoryId, "repositoryId is null");
        }
    }

    /** restic's last word before a non-zero exit. A backup may have saved its snapshot all the same. */
    record ExitError(int code, String message) implements ResticEvent {
        public ExitError {
            requireNonNull(message, "message is null");
        }
    }

    /**
     * What became of one file in a restore that tells of each, or would become of it in a dry run.
     *
     * @param action restored, updated, unchanged or deleted
     * @param item its path, absolute within the snapshot
     */
    record RestoreItem(String action, String item) implements ResticEvent {
        public RestoreItem {
            requireNonNull(action, "action is null");
            requireNonNull(item, "item is null");
        }
    }

    /** A line that is prose, broken or of a kind not known here; bounded in length. */
    record Unrecognized(String line) implements ResticEvent {
        public Unrecognized {
            requireNonNull(line, "line is null");
        }
    }
}
