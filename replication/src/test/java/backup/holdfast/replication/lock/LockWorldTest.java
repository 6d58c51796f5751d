package backup.holdfast.replication.lock;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.lock.LockJudgement.Decision;
import backup.holdfast.replication.lock.SeenLock.Stored;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Many worlds of restic processes that lock one repository, with clocks that are hours off, that refresh or fail to, freeze, die and are
 * judged all the while: whatever happens, no living process loses its lock, and no dead one keeps it for ever.
 */
class LockWorldTest {
    private static final int WORLDS = 1_000;
    private static final int MINUTES = 240;

    /** restic's {@code refreshInterval} and {@code refreshabilityTimeout}. */
    private static final int REFRESH = 5;

    private static final int GIVES_UP = 22;

    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");

    private enum Fate {
        ALIVE,
        /** Dead, and its container was seen to end. */
        TERMINATED,
        /** Dead, and only its pod is known to be gone. */
        VANISHED,
        /** Gone by the record, and yet alive: a node that is cut off. */
        CUT_OFF,
        /** Dead, and nobody here knows. */
        UNKNOWN
    }

    /** One restic and its lock. Its clock is as wrong as it likes. */
    private static final class Holder {
        final String host;
        final Duration skew;
        final boolean readable;
        Fate fate = Fate.ALIVE;
        Instant written;
        Instant recordedEnd = START;

        Holder(String host, Duration skew, boolean readable, Instant now) {
            this.host = host;
            this.skew = skew;
            this.readable = readable;
            this.written = now;
        }

        boolean lives() {
            return fate == Fate.ALIVE || fate == Fate.CUT_OFF;
        }

        SeenLock lock(Instant now) {
            return new SeenLock(
                    "aa",
                    readable ? Optional.of(new LockOwner(host, "root", 7, written.plus(skew))) : Optional.empty(),
                    Optional.of(new Stored(written, now)));
        }
    }

    @Test
    void shouldRemoveNoLivingLockAndKeepNoDeadOne() {
        int removed = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            removed += world(seed);
        }
        assertThat(removed).as("locks removed in all worlds").isGreaterThan(WORLDS);
    }

    private static int world(int seed) {
        Random random = new Random(seed);
        List<Holder> holders = new ArrayList<>();
        List<Holder> dead = new ArrayList<>();
        Duration ourSkew = Duration.ofMinutes(random.nextInt(600) - 300);
        int removed = 0;
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant now = START.plus(Duration.ofMinutes(minute));
            if (holders.size() < 4 && random.nextInt(10) == 0) {
                holders.add(holder(random, seed, minute, now));
            }
            for (Holder holder : holders) {
                live(holder, random, now);
            }
            LockPolicy policy = new LockPolicy(run(seed, 999), records(holders));
            for (Holder holder : List.copyOf(holders)) {
                Decision decision =
                        policy.judge(holder.lock(now), now.plus(ourSkew)).decision();
                if (decision == Decision.REMOVE_ENDED || decision == Decision.REMOVE_STALE) {
                    assertThat(holder.lives())
                            .as("seed %s, minute %s: the lock of %s, %s", seed, minute, holder.host, holder.fate)
                            .isFalse();
                    holders.remove(holder);
                    dead.add(holder);
                    removed++;
                }
            }
        }
        Instant muchLater = START.plus(Duration.ofDays(3));
        for (Holder holder : holders) {
            if (!holder.lives()) {
                Decision decision = new LockPolicy(run(seed, 999), records(holders))
                        .judge(holder.lock(muchLater), muchLater.plus(ourSkew))
                        .decision();
                assertThat(decision)
                        .as("seed %s: the lock of %s, %s", seed, holder.host, holder.fate)
                        .isIn(Decision.REMOVE_ENDED, Decision.REMOVE_STALE);
            }
        }
        return removed;
    }

    private static Holder holder(Random random, int seed, int minute, Instant now) {
        String host = random.nextBoolean() ? run(seed, minute).value() : "laptop";
        Duration skew = random.nextInt(3) > 0 ? Duration.ZERO : Duration.ofMinutes(random.nextInt(600) - 300);
        return new Holder(host, skew, random.nextInt(8) > 0, now);
    }

    /** A minute of a restic: it refreshes its lock when it can, and stops itself when it could not for too long. */
    private static void live(Holder holder, Random random, Instant now) {
        if (!holder.lives()) {
            return;
        }
        long sinceWritten = Duration.between(holder.written, now).toMinutes();
        boolean storeAnswers = random.nextInt(6) > 0;
        if (sinceWritten >= REFRESH && storeAnswers && random.nextInt(4) > 0) {
            holder.written = now;
        } else if (sinceWritten > GIVES_UP || random.nextInt(40) == 0) {
            Fate[] ends = RunId.isRunId(holder.host)
                    ? new Fate[] {Fate.TERMINATED, Fate.VANISHED, Fate.UNKNOWN}
                    : new Fate[] {Fate.UNKNOWN};
            holder.fate = ends[random.nextInt(ends.length)];
            holder.recordedEnd = now;
        } else if (holder.fate == Fate.ALIVE && RunId.isRunId(holder.host) && random.nextInt(60) == 0) {
            holder.fate = Fate.CUT_OFF;
            holder.recordedEnd = now;
        }
    }

    private static List<EndedRun> records(List<Holder> holders) {
        List<EndedRun> records = new ArrayList<>();
        for (Holder holder : holders) {
            if (holder.fate != Fate.ALIVE && holder.fate != Fate.UNKNOWN) {
                records.add(new EndedRun(
                        new RunId(holder.host),
                        holder.recordedEnd,
                        holder.fate == Fate.TERMINATED ? Proof.TERMINATED : Proof.VANISHED));
            }
        }
        return records;
    }

    private static RunId run(int seed, int minute) {
        return RunId.of("uid-" + seed + "-" + minute, "", START, 1);
    }
}
