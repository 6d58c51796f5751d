package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Gives each call of another store a deadline that holds whatever it does: a call on a dead network mount, or a read from a server that
 * sends one byte a second, can't be interrupted. Such a call is left alone on a thread of its own; until it ends no other one is begun,
 * so that no more than one thread ever hangs.
 */
final class PatientStore implements RepositoryStore {

    private final RepositoryStore store;
    private final Duration deadline;
    private final StoreFailure late;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** @param late the answer to a call that hangs */
    PatientStore(RepositoryStore store, Duration deadline, StoreFailure late) {
        this.store = requireNonNull(store, "store is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
        this.late = requireNonNull(late, "late is null");
    }

    @Override
    public StoreResult<RepositoryPresence> presence() {
        return within(store::presence);
    }

    @Override
    public StoreResult<StoredLocks> locks() {
        return within(store::locks);
    }

    @Override
    public StoreResult<LockId> removeLock(LockId lock) {
        return within(() -> store.removeLock(lock));
    }

    @Override
    public StoreResult<Siblings> siblings(int limit) {
        return within(() -> store.siblings(limit));
    }

    @Override
    public StoreResult<StoredSizes> sizes() {
        return within(store::sizes);
    }

    @Override
    public StoreResult<StoreTime> storeTime() {
        return within(store::storeTime);
    }

    @Override
    public StoreResult<StoreTime> timeOfWriting() {
        return within(store::timeOfWriting);
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> StoreResult<T> within(Supplier<StoreResult<T>> call) {
        if (!last.isDone()) {
            return new Failed<>(late);
        }
        CompletableFuture<StoreResult<T>> result = new CompletableFuture<>();
        last = result;
        Thread thread = new Thread(() -> complete(result, call), "repository-store");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Failed<>(late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed<>(
                    StoreFailure.of(Kind.CANCELLED, late.endpoint(), ConnectionErrors.interrupted(late.endpoint())));
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "looking at " + late.endpoint() + " failed by a mistake of ours", e.getCause());
        }
    }

    private static <T> void complete(CompletableFuture<StoreResult<T>> result, Supplier<StoreResult<T>> call) {
        try {
            result.complete(call.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }
}
