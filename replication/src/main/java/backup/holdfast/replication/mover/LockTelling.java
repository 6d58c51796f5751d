package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.lock.SeenLock.Stored;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.restic.store.StoredLock;
import backup.holdfast.restic.store.StoredLocks;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Shows the locks of a repository, each with its judgement, and touches none. */
final class LockTelling {
    private final Supplier<StoreOpening> storage;
    private final LockReader reader;
    private final LockBook book;

    LockTelling(Supplier<StoreOpening> storage, LockReader reader, LockBook book) {
        this.storage = requireNonNull(storage, "storage is null");
        this.reader = requireNonNull(reader, "reader is null");
        this.book = requireNonNull(book, "book is null");
    }

    /**
     * @param told of each, the oldest first where the storage tells
     * @return why they can't all be told, if they can't
     */
    Optional<ResticFailure> tell(BiConsumer<SeenLock, LockJudgement> told) {
        if (storage.get() instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                Optional<StoredLocks> locks = store.locks().answer();
                if (locks.isPresent()) {
                    return tellStored(
                            locks.get(),
                            StoredLockRemoval.now(store, locks.get().time()),
                            told);
                }
            }
        }
        ResticResult<List<LockId>> ids = reader.list();
        return ids instanceof ResticResult.Failure<?> failure
                ? Optional.of(failure.failure())
                : tellEach(ids.reported().orElse(List.of()), lock -> lock, told);
    }

    private Optional<ResticFailure> tellStored(
            StoredLocks locks, Optional<Instant> now, BiConsumer<SeenLock, LockJudgement> told) {
        Map<String, Instant> written = new HashMap<>();
        locks.locks()
                .forEach(lock ->
                        lock.written().ifPresent(at -> written.put(lock.id().value(), at)));
        return tellEach(
                locks.locks().stream().map(StoredLock::id).toList(),
                lock -> new SeenLock(
                        lock.id(),
                        lock.owner(),
                        Optional.ofNullable(written.get(lock.id()))
                                .flatMap(at -> now.map(time -> new Stored(at, time)))),
                told);
    }

    private Optional<ResticFailure> tellEach(
            List<LockId> ids, UnaryOperator<SeenLock> dated, BiConsumer<SeenLock, LockJudgement> told) {
        for (LockId id : ids) {
            ResticResult<RepositoryLock> body = reader.body(id);
            Optional<SeenLock> lock = LockReader.seen(id, body).map(dated);
            if (lock.isPresent()) {
                told.accept(lock.get(), book.judge(lock.get()));
            } else if (body instanceof ResticResult.Failure<?> failure
                    && failure.failure().kind() != FailureKind.LOCK_GONE) {
                return Optional.of(failure.failure());
            }
        }
        return Optional.empty();
    }
}
