package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.lock.SeenLock.Stored;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreTime;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import backup.holdfast.restic.store.StoredLock;
import backup.holdfast.restic.store.StoredLocks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Removes locks from storage that can be looked at: exactly the one that is meant. */
final class StoredLockRemoval {
    private final RepositoryStore store;
    private final LockBook book;

    StoredLockRemoval(RepositoryStore store, LockBook book) {
        this.store = requireNonNull(store, "store is null");
        this.book = requireNonNull(book, "book is null");
    }

    /** Whether one of these is out of the way. */
    boolean of(List<SeenLock> told, StoredLocks locks) {
        Optional<Instant> now = now(store, locks.time());
        boolean way = false;
        for (SeenLock lock : told) {
            way |= remove(locks, lock, now);
        }
        return way;
    }

    /** By the clock that dates the locks: any other may be wrong. */
    static Optional<Instant> now(RepositoryStore store, StoreTime listed) {
        return Optional.of(listed)
                .filter(time -> time.clockwork() == Clockwork.STORE)
                .or(() -> store.timeOfWriting().answer().filter(time -> time.clockwork() == Clockwork.STORE))
                .map(StoreTime::time);
    }

    private boolean remove(StoredLocks locks, SeenLock told, Optional<Instant> now) {
        List<StoredLock> same = locks.locks().stream()
                .filter(lock -> !told.id().isEmpty() && lock.id().value().startsWith(told.id()))
                .toList();
        if (same.isEmpty() && !told.id().isEmpty()) {
            // Gone since restic met it.
            return true;
        }
        if (same.size() != 1) {
            book.met(told, LockVerdict.KEPT, "restic does not tell which of the locks it is");
            return false;
        }
        StoredLock stored = same.get(0);
        SeenLock lock = new SeenLock(
                stored.id().value(),
                told.owner(),
                stored.written().flatMap(at -> now.map(time -> new Stored(at, time))));
        LockJudgement judgement = book.judge(lock);
        return switch (judgement.decision()) {
            case REMOVE_ENDED -> removeOne(stored.id(), lock, judgement);
            case REMOVE_STALE -> {
                boolean sure = lock.stored().isPresent() || book.isClockTrusted();
                yield sure
                        ? removeOne(stored.id(), lock, judgement)
                        : book.met(lock, LockVerdict.KEPT, judgement.reason());
            }
            case WAIT -> book.met(lock, LockVerdict.WAITING, judgement.reason());
            case KEEP -> book.met(lock, LockVerdict.KEPT, judgement.reason());
        };
    }

    private boolean removeOne(LockId id, SeenLock lock, LockJudgement judgement) {
        return store.removeLock(id)
                .fold(
                        removed -> book.met(lock, LockVerdict.REMOVED, judgement.reason()),
                        failed -> book.met(
                                lock,
                                LockVerdict.KEPT,
                                judgement.reason() + "; but it could not be removed: "
                                        + failed.failure().message()));
    }
}
