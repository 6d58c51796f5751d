package backup.holdfast.replication.mover;

import backup.holdfast.replication.lock.LockJudgement;
import backup.holdfast.replication.lock.LockOwner;
import backup.holdfast.replication.lock.LockPolicy;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.lock.SeenLock.Stored;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.UnlockScope;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.LockHolder;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.result.UnlockReport;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.restic.store.StoreTime;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import backup.holdfast.restic.store.StoredLock;
import backup.holdfast.restic.store.StoredLocks;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Gets restic past the locks of those who are gone. Nothing is done, and nothing asked, before a lock is in the way; then it is judged by
 * {@link LockPolicy} and removed, exactly that one, or waited for a while. restic's own message says whose lock it is and the storage's
 * listing how old: two requests for a lock of ours.
 */
final class LockCare {
    /** Locks, one after another, that are made way of. */
    private static final int MAX_LOCKS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Where the storage dates no lock, the mover's clock says what is stale: by one that is too far ahead of the controller's it must not. */
    private static final Duration TRUSTED_AHEAD = Duration.ofMinutes(10);

    /** What restic may understand all the same: then it is the only one that can look, as with storage there is no view of. */
    private static final Set<StoreFailure.Kind> RESTIC_ALONE =
            EnumSet.of(StoreFailure.Kind.NOT_REST, StoreFailure.Kind.NO_PROOF);

    private final MoverPlan plan;
    private final Supplier<StoreOpening> storage;
    private final HostNames hosts;
    private final RunContext context;
    private final OutcomeDraft draft;
    private final LockPolicy policy;

    /** @param storage opens what the repository lies in; asked only where a lock is in the way */
    LockCare(MoverPlan plan, Supplier<StoreOpening> storage, HostNames hosts, RunContext context, OutcomeDraft draft) {
        this.plan = plan;
        this.storage = storage;
        this.hosts = hosts;
        this.context = context;
        this.draft = draft;
        this.policy = new LockPolicy(plan.runId(), plan.locks().endedRuns());
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
        clear(locks -> readable(restic, ids(locks)), () -> {
            removeStale();
            return removeEach(readable(restic, listed(restic)));
        });
    }

    /**
     * Judges every lock there is, and touches none.
     *
     * @param told of each, the oldest first where the storage tells
     * @return why they can't all be told, if they can't
     */
    Optional<ResticFailure> tell(ResticClient restic, BiConsumer<SeenLock, LockJudgement> told) {
        if (storage.get() instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                Optional<StoredLocks> locks = store.locks().answer();
                if (locks.isPresent()) {
                    return tellStored(
                            restic, locks.get(), now(store, locks.get().time()), told);
                }
            }
        }
        ResticResult<List<LockId>> ids = restic.listLocks(context.shortStep("list locks"));
        return ids instanceof ResticResult.Failure<?> failure
                ? Optional.of(failure.failure())
                : tellEach(restic, ids.reported().orElse(List.of()), lock -> lock, told);
    }

    private Optional<ResticFailure> tellStored(
            ResticClient restic, StoredLocks locks, Optional<Instant> now, BiConsumer<SeenLock, LockJudgement> told) {
        Map<String, Instant> written = new HashMap<>();
        locks.locks()
                .forEach(lock ->
                        lock.written().ifPresent(at -> written.put(lock.id().value(), at)));
        return tellEach(
                restic,
                locks.locks().stream().map(StoredLock::id).toList(),
                lock -> new SeenLock(
                        lock.id(),
                        lock.owner(),
                        Optional.ofNullable(written.get(lock.id()))
                                .flatMap(at -> now.map(time -> new Stored(at, time)))),
                told);
    }

    private Optional<ResticFailure> tellEach(
            ResticClient restic,
            List<LockId> ids,
            UnaryOperator<SeenLock> dated,
            BiConsumer<SeenLock, LockJudgement> told) {
        for (LockId id : ids) {
            ResticResult<RepositoryLock> body = restic.catLock(id, context.shortStep("cat lock"));
            Optional<SeenLock> lock = seen(id, body).map(dated);
            if (lock.isPresent()) {
                told.accept(lock.get(), policy.judge(lock.get(), notLaterThan()));
            } else if (body instanceof ResticResult.Failure<?> failure
                    && failure.failure().kind() != FailureKind.LOCK_GONE) {
                return Optional.of(failure.failure());
            }
        }
        return Optional.empty();
    }

    private static Optional<ResticFailure> locked(ResticResult<?> result) {
        return result instanceof ResticResult.Failure<?> failure
                ? Optional.of(failure.failure())
                        .filter(it -> it.kind() == FailureKind.LOCKED || it.kind() == FailureKind.LOCK_UNREADABLE)
                : Optional.empty();
    }

    /** Whether trying again is worth it. */
    private boolean makeWay(ResticClient restic, ResticFailure failure) {
        Optional<LockHolder> holder = failure.lockHolder();
        return clear(
                locks -> holder.map(it -> List.of(told(it))).orElseGet(() -> readable(restic, ids(locks))),
                () -> removeEach(
                        holder.map(it -> List.of(told(it))).orElseGet(() -> readable(restic, listed(restic)))));
    }

    private boolean clear(Function<StoredLocks, List<SeenLock>> look, Supplier<Boolean> noView) {
        if (storage.get() instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                return removeAll(store, look, noView);
            }
        }
        return noView.get();
    }

    // Storage that can be looked at

    private boolean removeAll(
            RepositoryStore store, Function<StoredLocks, List<SeenLock>> look, Supplier<Boolean> noView) {
        return store.locks()
                .fold(
                        answered -> {
                            StoredLocks locks = answered.value();
                            Optional<Instant> now = now(store, locks.time());
                            boolean way = false;
                            for (SeenLock lock : look.apply(locks)) {
                                way |= remove(store, locks, lock, now);
                            }
                            return way;
                        },
                        failed -> {
                            if (RESTIC_ALONE.contains(failed.failure().kind())) {
                                return noView.get();
                            }
                            remark("The locks in the repository can't be listed: "
                                    + failed.failure().message());
                            return false;
                        });
    }

    /** By the clock that dates the locks: any other may be wrong. */
    private static Optional<Instant> now(RepositoryStore store, StoreTime listed) {
        return Optional.of(listed)
                .filter(time -> time.clockwork() == Clockwork.STORE)
                .or(() -> store.timeOfWriting().answer().filter(time -> time.clockwork() == Clockwork.STORE))
                .map(StoreTime::time);
    }

    private boolean remove(RepositoryStore store, StoredLocks locks, SeenLock told, Optional<Instant> now) {
        List<StoredLock> same = locks.locks().stream()
                .filter(lock -> !told.id().isEmpty() && lock.id().value().startsWith(told.id()))
                .toList();
        if (same.isEmpty() && !told.id().isEmpty()) {
            // Gone since restic met it.
            return true;
        }
        if (same.size() != 1) {
            met(told, LockVerdict.KEPT, "restic does not tell which of the locks it is");
            return false;
        }
        StoredLock stored = same.get(0);
        SeenLock lock = new SeenLock(
                stored.id().value(),
                told.owner(),
                stored.written().flatMap(at -> now.map(time -> new Stored(at, time))));
        LockJudgement judgement = policy.judge(lock, notLaterThan());
        return switch (judgement.decision()) {
            case REMOVE_ENDED -> removeOne(store, stored.id(), lock, judgement);
            case REMOVE_STALE -> {
                boolean sure = lock.stored().isPresent() || isClockTrusted();
                yield sure
                        ? removeOne(store, stored.id(), lock, judgement)
                        : met(lock, LockVerdict.KEPT, judgement.reason());
            }
            case WAIT -> met(lock, LockVerdict.WAITING, judgement.reason());
            case KEEP -> met(lock, LockVerdict.KEPT, judgement.reason());
        };
    }

    private boolean removeOne(RepositoryStore store, LockId id, SeenLock lock, LockJudgement judgement) {
        return store.removeLock(id)
                .fold(
                        removed -> met(lock, LockVerdict.REMOVED, judgement.reason()),
                        failed -> met(
                                lock,
                                LockVerdict.KEPT,
                                judgement.reason() + "; but it could not be removed: "
                                        + failed.failure().message()));
    }

    private static List<LockId> ids(StoredLocks locks) {
        return locks.locks().stream().map(StoredLock::id).limit(MAX_LOCKS).toList();
    }

    // Storage that only restic can look at

    private boolean removeEach(List<SeenLock> locks) {
        boolean way = false;
        for (SeenLock lock : locks) {
            LockJudgement judgement = policy.judge(lock, notLaterThan());
            way |= switch (judgement.decision()) {
                case REMOVE_ENDED -> met(lock, removeEnded(lock), judgement.reason());
                case REMOVE_STALE -> met(lock, verdict(removeStale(), LockVerdict.KEPT), judgement.reason());
                case WAIT -> met(lock, LockVerdict.WAITING, judgement.reason());
                case KEEP -> met(lock, LockVerdict.KEPT, judgement.reason());
            };
        }
        return way;
    }

    private LockVerdict removeEnded(SeenLock lock) {
        String host = lock.owner().map(LockOwner::host).orElseThrow();
        boolean removed = hosts.as(host).map(this::unlock).orElse(false);
        return verdict(removed || (isOld(lock) && removeStale()), LockVerdict.WAITING);
    }

    private static LockVerdict verdict(boolean removed, LockVerdict otherwise) {
        return removed ? LockVerdict.REMOVED : otherwise;
    }

    private boolean isOld(SeenLock lock) {
        return lock.owner()
                .filter(owner ->
                        Duration.between(owner.refreshed(), notLaterThan()).compareTo(LockPolicy.STALE_AFTER) > 0)
                .isPresent();
    }

    private boolean isClockTrusted() {
        return Duration.between(notLaterThan(), context.now()).compareTo(TRUSTED_AHEAD) < 0;
    }

    /** restic's own judgement, by the mover's clock. */
    private boolean removeStale() {
        return isClockTrusted()
                && hosts.asNobodyElse(plan.runId().value()).map(this::unlock).orElse(false);
    }

    private boolean unlock(ResticClient restic) {
        ResticResult<UnlockReport> result = restic.unlock(UnlockScope.STALE, context.shortStep("unlock"));
        draft.heard(result.report());
        return result.reported().filter(report -> report.removed() > 0).isPresent();
    }

    private List<LockId> listed(ResticClient restic) {
        return restic.listLocks(context.shortStep("list locks")).reported().orElse(List.of()).stream()
                .limit(MAX_LOCKS)
                .toList();
    }

    // Both

    /** By the clock of the controller, which made the plan, if the mover's is ahead of it. */
    private Instant notLaterThan() {
        Instant own = context.now();
        Instant planned = plan.plannedAt().plus(Duration.between(context.startedAt(), own));
        return planned.isBefore(own) ? planned : own;
    }

    private SeenLock told(LockHolder holder) {
        return new SeenLock(
                holder.lockId(),
                Optional.of(new LockOwner(
                        holder.hostname(),
                        holder.username(),
                        holder.pid(),
                        context.now().minus(holder.age()))),
                Optional.empty());
    }

    /** What restic can read of these locks; one that is gone meanwhile is left out, as is one that the storage did not hand over. */
    private List<SeenLock> readable(ResticClient restic, List<LockId> ids) {
        return ids.stream().flatMap(id -> read(restic, id).stream()).toList();
    }

    private Optional<SeenLock> read(ResticClient restic, LockId id) {
        return seen(id, restic.catLock(id, context.shortStep("cat lock")));
    }

    private static Optional<SeenLock> seen(LockId id, ResticResult<RepositoryLock> result) {
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

    /** Whether it is out of the way. */
    private boolean met(SeenLock lock, LockVerdict verdict, String reason) {
        String text = "lock of "
                + draft.met(lock, verdict, reason, notLaterThan()).holder() + " " + verdict.label() + ": " + reason;
        remark(text);
        return verdict == LockVerdict.REMOVED;
    }

    private void remark(String text) {
        draft.say(text);
        context.reporter().report(Kind.WARNING, text);
    }
}
