package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * One sync of a ReplicationSource.
 *
 * @param steps what this run does; a retry after a failed forget or prune leaves {@link Step#BACKUP} out, so that no failure of
 *     maintenance ever repeats a backup
 */
public record BackupPlan(
        RunId runId,
        Subject subject,
        Instant plannedAt,
        Workspace workspace,
        ExpectedRepository repository,
        Identity identity,
        Set<Step> steps,
        BackupScope scope,
        Retention retention,
        Limits limits,
        Tuning tuning,
        LockTerms locks)
        implements MoverPlan {
    public BackupPlan {
        requireNonNull(runId, "runId is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(plannedAt, "plannedAt is null");
        requireNonNull(workspace, "workspace is null");
        requireNonNull(repository, "repository is null");
        requireNonNull(identity, "identity is null");
        steps = Collections.unmodifiableSet(new TreeSet<>(steps));
        requireNonNull(scope, "scope is null");
        requireNonNull(retention, "retention is null");
        requireNonNull(limits, "limits is null");
        requireNonNull(tuning, "tuning is null");
        requireNonNull(locks, "locks is null");
    }

    /** A part of a sync that can fail and be retried on its own, in the order they run. */
    public enum Step {
        BACKUP,
        /** Applies the retention when it would remove something. */
        FORGET,
        /** Frees the space of forgotten data; due or not is decided when the run starts. */
        PRUNE
    }
}
