package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement.Decision;
import backup.holdfast.replication.lock.LockOwner;
import backup.holdfast.replication.lock.SeenLock;
import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.LookAnswer.Fate;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.UnlockScope;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows the locks of a repository with the verdict on each, or removes those that may go. */
final class LockLook {
    private final ResticClient restic;
    private final LockCare care;
    private final LockTelling telling;
    private final RunContext context;
    private final LookSink sink;
    private final LookJudge judge;

    LockLook(ResticClient restic, LockCare care, RunContext context, LookSink sink, LookJudge judge) {
        this.restic = requireNonNull(restic, "restic is null");
        this.care = requireNonNull(care, "care is null");
        this.telling = care.telling(restic);
        this.context = requireNonNull(context, "context is null");
        this.sink = requireNonNull(sink, "sink is null");
        this.judge = requireNonNull(judge, "judge is null");
    }

    RunResult tell() {
        return judge.of(telling.tell(
                (lock, judgement) -> sink.take(lock(lock, fate(judgement.decision()), judgement.reason()))));
    }

    /** Looked at before and after: what is gone by then is gone, whoever removed it. */
    RunResult unlock() {
        Map<String, LookAnswer.Lock> before = new LinkedHashMap<>();
        RunResult looked = judge.of(
                telling.tell((lock, judgement) -> before.put(lock.id(), lock(lock, Fate.REMOVED, judgement.reason()))));
        if (looked == RunResult.FAILED || before.isEmpty()) {
            return looked;
        }
        care.atStart(restic);
        RunResult left = judge.of(telling.tell((lock, judgement) ->
                before.put(lock.id(), lock(lock, fate(judgement.decision()), judgement.reason()))));
        if (left == RunResult.SUCCEEDED) {
            before.values().forEach(sink::take);
        }
        return left;
    }

    RunResult unlockAll() {
        return judge.of(restic.unlock(UnlockScope.ALL, context.shortStep("unlock")));
    }

    private LookAnswer.Lock lock(SeenLock lock, Fate fate, String reason) {
        LockOwner owner = lock.owner().orElse(new LockOwner("", "", 0, context.now()));
        return new LookAnswer.Lock(
                lock.id(),
                owner.host(),
                owner.user(),
                owner.pid(),
                lock.stored().map(SeenLock.Stored::written).orElse(owner.refreshed()),
                fate,
                reason);
    }

    private static Fate fate(Decision decision) {
        return switch (decision) {
            case REMOVE_ENDED, REMOVE_STALE -> Fate.MAY_GO;
            case WAIT -> Fate.WAITS;
            case KEEP -> Fate.STAYS;
        };
    }
}
