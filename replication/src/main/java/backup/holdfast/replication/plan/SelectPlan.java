package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Finds the snapshot to restore, without touching the volume: the choice is recorded before the first byte is written.
 *
 * @param wanted what was asked for
 * @param onMissing what follows where there is no such snapshot
 */
public record SelectPlan(
        RunId runId,
        Subject subject,
        Instant plannedAt,
        Workspace workspace,
        ExpectedRepository repository,
        Identity identity,
        WantedSnapshot wanted,
        MissingPolicy onMissing,
        Limits limits,
        Tuning tuning,
        LockTerms locks)
        implements MoverPlan {
    public SelectPlan {
        requireNonNull(runId, "runId is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(plannedAt, "plannedAt is null");
        requireNonNull(workspace, "workspace is null");
        requireNonNull(repository, "repository is null");
        requireNonNull(identity, "identity is null");
        requireNonNull(wanted, "wanted is null");
        requireNonNull(onMissing, "onMissing is null");
        requireNonNull(limits, "limits is null");
        requireNonNull(tuning, "tuning is null");
        requireNonNull(locks, "locks is null");
        if (repository.ifAbsent() != ExpectedRepository.Absence.FAIL) {
            throw new IllegalArgumentException("a restore creates no repository, ever");
        }
    }
}
