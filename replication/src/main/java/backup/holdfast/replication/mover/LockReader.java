package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockOwner;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.LockHolder;
import backup.holdfast.restic.result.ResticResult;
import java.util.List;
import java.util.Optional;

/** What restic tells of locks. */
final class LockReader {
    private final ResticClient restic;
    private final RunContext context;

    LockReader(ResticClient restic, RunContext context) {
        this.restic = requireNonNull(restic, "restic is null");
        this.context = requireNonNull(context, "context is null");
    }

    ResticResult<List<LockId>> list() {
        return restic.listLocks(context.shortStep("list locks"));
    }

    ResticResult<RepositoryLock> body(LockId id) {
        return restic.catLock(id, context.shortStep("cat lock"));
    }

    /** What restic can read of these locks; one that is gone meanwhile is left out, as is one that the storage did not hand over. */
    List<SeenLock> readable(List<LockId> ids) {
        return ids.stream().flatMap(id -> seen(id, body(id)).stream()).toList();
    }

    /** The one whose holder restic has named. */
    SeenLock told(LockHolder holder) {
        return new SeenLock(
                holder.lockId(),
                Optional.of(new LockOwner(
                        holder.hostname(),
                        holder.username(),
                        holder.pid(),
                        context.now().minus(holder.age()))),
                Optional.empty());
    }

    static Optional<SeenLock> seen(LockId id, ResticResult<RepositoryLock> result) {
        if (result instanceof ResticResult.Failure<RepositoryLock> failure) {
            return failure.failure().kind() == FailureKind.LOCK_UNREADABLE
                    ? Optional.of(new SeenLock(id.value(), Optional.empty(), Optional.empty()))
                    : Optional.empty();
        }
        return result.reported()
                .map(lock -> new SeenLock(
                        id.value(),
                        Optional.of(new LockOwner(lock.hostname(), lock.username(), lock.pid(), lock.time())),
                        Optional.empty()));
    }
}
