package backup.holdfast.replication.mover;

import backup.holdfast.replication.lock.LockPolicy;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.restic.store.StoredLock;
import backup.holdfast.restic.store.StoredLocks;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gets restic past the locks of those who are gone. Nothing is done, and nothing asked, before a lock is in the way; then it is judged by
 * {@link LockPolicy} and removed, exactly that one, or waited for a while. restic's own message says whose lock it is and the storage's
 * listing how old: two requests for a lock of ours.
 */
final class LockCare {
    /** Locks, one after another, that are made way of. */
    private static final int MAX_LOCKS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What restic may understand all the same: then it is the only one that can look, as with storage there is no view of. */
    private static final Set<StoreFailure.Kind> RESTIC_ALONE =
            EnumSet.of(StoreFailure.Kind.NOT_REST, StoreFailure.Kind.NO_PROOF);

    private final MoverPlan plan;
    private final Supplier<StoreOpening> storage;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final LockBook book;
    private final UnseenLockRemoval unseen;

    /** @param storage opens what the repository lies in; asked only where a lock is in the way */
    LockCare(MoverPlan plan, Supplier<StoreOpening> storage, HostNames hosts, RunContext context, OutcomeDraft draft) {
        this.plan = plan;
        this.storage = storage;
        this.context = context;
        this.draft = draft;
        this.book = new LockBook(plan, context, draft);
        this.unseen = new UnseenLockRemoval(plan.runId(), hosts, context, book);
    }

    /**
     * Makes the call. Where a lock is in its way, deals with that and makes it again, as often as another one is; waits two minutes for
     * one that stays.
     *
     * @param options those of {@code restic}
     */
    <T> ResticResult<T> through(
            ResticClient restic, GlobalOptions options, Function<ResticClient, ResticResult<T>> call) {
        ResticResult<T> result = call.apply(restic);
        Optional<ResticFailure> locked = locked(result);
        for (int met = 0; locked.isPresent() && met < MAX_LOCKS; met++) {
            if (!makeWay(restic, locked.get())) {
                break;
            }
            result = call.apply(restic);
            locked = locked(result);
        }
        return locked.filter(failure -> failure.kind() == FailureKind.LOCKED).isPresent()
                ? patiently(restic, options, call)
                : result;
    }

    private <T> ResticResult<T> patiently(
            ResticClient restic, GlobalOptions options, Function<ResticClient, ResticResult<T>> call) {
        ResticResult<T> result = call.apply(restic.with(options.retryLock(PATIENCE)));
        // The one that was waited for may have gone, and another be in the way.
        return locked(result)
                        .filter(failure -> failure.lockHolder()
                                .filter(holder -> !draft.hasMet(holder))
                                .isPresent())
                        .filter(failure -> makeWay(restic, failure))
                        .isPresent()
                ? call.apply(restic)
                : result;
    }

    /** Removes what may go, if the plan says so before anything is in the way. */
    void atStart(ResticClient restic) {
        if (plan.locks().atStart() == AtStart.NOTHING) {
            return;
        }
        LockReader reader = new LockReader(restic, context);
        clear(locks -> reader.readable(ids(locks)), () -> {
            unseen.removeStale();
            return unseen.of(reader.readable(listed(reader)));
        });
    }

    /** Shows them, as far as the same storage and {@code restic} tell of them. */
    LockTelling telling(ResticClient restic) {
        return new LockTelling(storage, new LockReader(restic, context), book);
    }

    private static Optional<ResticFailure> locked(ResticResult<?> result) {
        return result instanceof ResticResult.Failure<?> failure
                ? Optional.of(failure.failure())
                        .filter(it -> it.kind() == FailureKind.LOCKED || it.kind() == FailureKind.LOCK_UNREADABLE)
                : Optional.empty();
    }

    /** Whether trying again is worth it. */
    private boolean makeWay(ResticClient restic, ResticFailure failure) {
        LockReader reader = new LockReader(restic, context);
        Optional<List<SeenLock>> named = failure.lockHolder().map(holder -> List.of(reader.told(holder)));
        return clear(
                locks -> named.orElseGet(() -> reader.readable(ids(locks))),
                () -> unseen.of(named.orElseGet(() -> reader.readable(listed(reader)))));
    }

    private boolean clear(Function<StoredLocks, List<SeenLock>> look, Supplier<Boolean> noView) {
        if (storage.get() instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                return removeAll(store, look, noView);
            }
        }
        return noView.get();
    }

    private boolean removeAll(
            RepositoryStore store, Function<StoredLocks, List<SeenLock>> look, Supplier<Boolean> noView) {
        return store.locks()
                .fold(
                        answered ->
                                new StoredLockRemoval(store, book).of(look.apply(answered.value()), answered.value()),
                        failed -> {
                            if (RESTIC_ALONE.contains(failed.failure().kind())) {
                                return noView.get();
                            }
                            book.remark("The locks in the repository can't be listed: "
                                    + failed.failure().message());
                            return false;
                        });
    }

    private static List<LockId> ids(StoredLocks locks) {
        return locks.locks().stream().map(StoredLock::id).limit(MAX_LOCKS).toList();
    }

    private static List<LockId> listed(LockReader reader) {
        return reader.list().reported().orElse(List.of()).stream()
                .limit(MAX_LOCKS)
                .toList();
    }
}
