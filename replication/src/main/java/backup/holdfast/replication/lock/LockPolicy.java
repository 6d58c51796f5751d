package backup.holdfast.replication.lock;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.lock.LockJudgement.Decision;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which locks may go. A lock is removed when its owner is known to be gone, and never for being in the way: either one of our runs
 * made it and that run was seen to end, or it is older than a living restic lets its lock become. restic writes its lock anew every
 * five minutes and stops itself when it could not for more than twenty, so that 30 minutes, its own rule, are safe ({@code
 * internal/repository/lock.go}). The other half of its rule, that no process of that number is to be found on a host of the same
 * name, is not used: two machines may have one name, and containers do not see each other's processes.
 */
public final class LockPolicy {
    /** restic's {@code StaleLockTimeout}. */
    public static final Duration STALE_AFTER = Duration.ofMinutes(30);

    /** What the clocks of a controller and of a storage, or of a mover where the storage tells no time, may differ by: S3 refuses more. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(15);

    private final RunId self;
    private final Map<String, EndedRun> ended = new HashMap<>();

    /**
     * @param self the run that asks, which has not ended whatever is said of it
     * @param endedRuns those of ours that have, and how surely
     */
    public LockPolicy(RunId self, Collection<EndedRun> endedRuns) {
        this.self = requireNonNull(self, "self is null");
        endedRuns.forEach(run -> ended.merge(run.runId().value(), run, LockPolicy::lessSure));
        ended.remove(self.value());
    }

    /** @param now by our own clock, for locks of which the storage tells no time; rather too early than too late */
    public LockJudgement judge(SeenLock lock, Instant now) {
        if (lock.owner().isEmpty()) {
            return unreadable(lock);
        }
        LockOwner owner = lock.owner().get();
        EndedRun run = ended.get(owner.host());
        if (run == null || isBelied(run, lock)) {
            return others(lock, owner, now);
        }
        return switch (run.proof()) {
            case TERMINATED ->
                new LockJudgement(Decision.REMOVE_ENDED, "left by run " + owner.host() + ", which was seen to end");
            case VANISHED -> vanished(lock, owner, now);
        };
    }

    /** Written long after the run is said to have ended: whatever is recorded, somebody of that name lived. */
    private static boolean isBelied(EndedRun run, SeenLock lock) {
        return run.proof() == Proof.TERMINATED
                && lock.stored()
                        .map(SeenLock.Stored::written)
                        .or(() -> lock.owner().map(LockOwner::refreshed))
                        .filter(written -> written.isAfter(run.endedAt().plus(CLOCKS_DIFFER)))
                        .isPresent();
    }

    private static LockJudgement vanished(SeenLock lock, LockOwner owner, Instant now) {
        Duration age =
                lock.stored().map(SeenLock.Stored::age).orElseGet(() -> Duration.between(owner.refreshed(), now));
        String whose = "left by run " + owner.host() + ", which is gone without having been seen to end, and ";
        return isStale(age)
                ? stale(whose, age)
                : new LockJudgement(
                        Decision.WAIT, whose + "last written " + words(age) + " ago: it goes after 30 minutes");
    }

    private static LockJudgement unreadable(SeenLock lock) {
        if (lock.stored().isEmpty()) {
            return new LockJudgement(
                    Decision.KEEP,
                    "can't be read, and this kind of storage does not tell how old it is: look who uses the repository, then run"
                            + " `restic unlock --remove-all`");
        }
        Duration age = lock.stored().get().age();
        return isStale(age)
                ? stale("can't be read, and ", age)
                : new LockJudgement(
                        Decision.WAIT,
                        "can't be read, and was written " + words(age) + " ago: it goes after 30 minutes");
    }

    /** By restic's rule, held against each clock that tells: the owner's, and the storage's where there is one. */
    private LockJudgement others(SeenLock lock, LockOwner owner, Instant now) {
        Instant then = lock.stored().map(SeenLock.Stored::now).orElse(now);
        Duration said = Duration.between(owner.refreshed(), then);
        Duration age = lock.stored()
                .map(SeenLock.Stored::age)
                .filter(stored -> stored.compareTo(said) < 0)
                .orElse(said);
        return isStale(age) ? stale("", age) : new LockJudgement(Decision.KEEP, whose(owner) + lastWritten(age));
    }

    private String whose(LockOwner owner) {
        if (owner.host().equals(self.value())) {
            return "of this very run, ";
        }
        return RunId.isRunId(owner.host())
                ? "of a run of Holdfast that is not known to have ended, "
                : "not of Holdfast, its owner may be alive, ";
    }

    private static String lastWritten(Duration age) {
        return age.isNegative() ? "dated in the future" : "last written " + words(age) + " ago";
    }

    private static LockJudgement stale(String whose, Duration age) {
        return new LockJudgement(
                Decision.REMOVE_STALE,
                whose + "not written for " + words(age) + ": a living restic does so every 5 minutes");
    }

    private static boolean isStale(Duration age) {
        return age.compareTo(STALE_AFTER) > 0;
    }

    private static String words(Duration age) {
        return age.compareTo(Duration.ofMinutes(2)) < 0
                ? Math.max(0, age.toSeconds()) + " seconds"
                : age.toMinutes() + " minutes";
    }

    /** Where two records of a run disagree. */
    private static EndedRun lessSure(EndedRun one, EndedRun other) {
        return one.proof() == Proof.VANISHED ? one : other;
    }
}
