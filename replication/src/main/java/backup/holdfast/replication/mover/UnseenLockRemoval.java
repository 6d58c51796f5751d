package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement;
import backup.holdfast.replication.lock.LockOwner;
import backup.holdfast.replication.lock.LockPolicy;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.UnlockScope;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.result.UnlockReport;
import java.time.Duration;
import java.util.List;

/** Removes locks from storage that only restic can look at: what it calls stale under the host name of the one that is gone. */
final class UnseenLockRemoval {
    private final RunId self;
    private final HostNames hosts;
    private final RunContext context;
    private final LockBook book;

    UnseenLockRemoval(RunId self, HostNames hosts, RunContext context, LockBook book) {
        this.self = requireNonNull(self, "self is null");
        this.hosts = requireNonNull(hosts, "hosts is null");
        this.context = requireNonNull(context, "context is null");
        this.book = requireNonNull(book, "book is null");
    }

    /** Whether one of these is out of the way. */
    boolean of(List<SeenLock> locks) {
        boolean way = false;
        for (SeenLock lock : locks) {
            LockJudgement judgement = book.judge(lock);
            way |= switch (judgement.decision()) {
                case REMOVE_ENDED -> book.met(lock, removeEnded(lock), judgement.reason());
                case REMOVE_STALE -> book.met(lock, verdict(removeStale(), LockVerdict.KEPT), judgement.reason());
                case WAIT -> book.met(lock, LockVerdict.WAITING, judgement.reason());
                case KEEP -> book.met(lock, LockVerdict.KEPT, judgement.reason());
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
                        Duration.between(owner.refreshed(), book.notLaterThan()).compareTo(LockPolicy.STALE_AFTER) > 0)
                .isPresent();
    }

    /** restic's own judgement, by the mover's clock. */
    boolean removeStale() {
        return book.isClockTrusted()
                && hosts.asNobodyElse(self.value()).map(this::unlock).orElse(false);
    }

    private boolean unlock(ResticClient restic) {
        ResticResult<UnlockReport> result = restic.unlock(UnlockScope.STALE, context.shortStep("unlock"));
        book.heard(result.report());
        return result.reported().filter(report -> report.removed() > 0).isPresent();
    }
}
