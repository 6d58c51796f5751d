package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answers a question about a repository. Takes no lock, sees no volume, and changes nothing but the locks it is asked to remove.
 *
 * @param recipient the public key the answer is sealed for, because whoever may read a pod's log may not always see what lies in its
 *     volume; absent where the answer does not leave the process
 */
public record LookPlan(
        RunId runId,
        Subject subject,
        Instant plannedAt,
        Workspace workspace,
        ExpectedRepository repository,
        LookQuestion question,
        @Nullable String recipient,
        Limits limits,
        Tuning tuning,
        LockTerms locks)
        implements MoverPlan {
    /**
     * The same question of the same source always has the same id, so that a controller that was started anew finds its mover again, and
     * whoever asked can tell which one is theirs.
     *
     * @param sourceUid UID of the ReplicationSource
     * @param token tells questions apart
     * @param askedAt to the second
     */
    public static RunId runId(String sourceUid, String token, Instant askedAt) {
        return RunId.of(sourceUid, "look " + token, askedAt, 1);
    }

    public LookPlan {
        requireNonNull(runId, "runId is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(plannedAt, "plannedAt is null");
        requireNonNull(workspace, "workspace is null");
        requireNonNull(repository, "repository is null");
        requireNonNull(question, "question is null");
        requireNonNull(limits, "limits is null");
        requireNonNull(tuning, "tuning is null");
        requireNonNull(locks, "locks is null");
        if ((question.kind() == Kind.UNLOCK) != (locks.atStart() == AtStart.REMOVE_STALE)) {
            throw new IllegalArgumentException("locks are removed when that is asked for, and only then");
        }
        if (repository.ifAbsent() != ExpectedRepository.Absence.FAIL) {
            throw new IllegalArgumentException("who only looks creates no repository");
        }
    }
}
