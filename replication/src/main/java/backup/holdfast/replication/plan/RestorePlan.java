package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one snapshot, chosen before, into a volume.
 *
 * @param snapshotId the full id
 * @param snapshotBytes what the snapshot's summary says it holds; absent where the restic that made it kept none
 * @param volumeId tells the volume from another of the same name
 * @param include only these paths below the volume's root; empty means all
 * @param safety the copy to make before the first byte is written; absent for a volume that holds nothing of worth
 */
public record RestorePlan(
        RunId runId,
        Subject subject,
        Instant plannedAt,
        Workspace workspace,
        ExpectedRepository repository,
        String snapshotId,
        @Nullable Long snapshotBytes,
        String volumeId,
        List<String> include,
        ExtraFiles extraFiles,
        Overwrite overwrite,
        Verification verification,
        @Nullable SafetyCopy safety,
        Limits limits,
        Tuning tuning,
        LockTerms locks)
        implements MoverPlan {
    public RestorePlan {
        requireNonNull(runId, "runId is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(plannedAt, "plannedAt is null");
        requireNonNull(workspace, "workspace is null");
        requireNonNull(repository, "repository is null");
        if (!snapshotId.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a restore needs the full snapshot id, not " + snapshotId);
        }
        requireNonNull(volumeId, "volumeId is null");
        include = List.copyOf(include);
        requireNonNull(extraFiles, "extraFiles is null");
        requireNonNull(overwrite, "overwrite is null");
        requireNonNull(verification, "verification is null");
        requireNonNull(limits, "limits is null");
        requireNonNull(tuning, "tuning is null");
        requireNonNull(locks, "locks is null");
        if (repository.ifAbsent() != ExpectedRepository.Absence.FAIL) {
            throw new IllegalArgumentException("a restore creates no repository, ever");
        }
    }

    /** Files in the volume that are not in the snapshot (VolSync's {@code enableFileDeletion}). */
    public enum ExtraFiles {
        KEEP,
        DELETE
    }

    /** restic's {@code --overwrite}: which existing files are written again. */
    public enum Overwrite {
        ALWAYS,
        IF_CHANGED,
        IF_NEWER,
        NEVER
    }

    /** Whether restored files are read again and compared. */
    public enum Verification {
        NONE,
        CONTENT
    }
}
