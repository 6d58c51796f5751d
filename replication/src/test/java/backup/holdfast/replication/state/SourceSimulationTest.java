package backup.holdfast.replication.state;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SourceDecision.Await;
import backup.holdfast.replication.state.SourceDecision.Conclude;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Launch;
import backup.holdfast.replication.state.SourceDecision.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weeks in the life of sources whose movers, owners and controllers do everything that can be done, then a quiet time in which
 * all must come right again. What must hold at every step is asserted at every step.
 */
class SourceSimulationTest {
    private static final String CREATED = "2026-11-01T00:17:00Z";
    private static final Duration TROUBLE = Duration.ofDays(5);
    private static final Duration QUIET = Duration.ofHours(26);

    @ParameterizedTest
    @ValueSource(strings = {"0 4 * * *", "0 * * * *", "*/10 * * * *", "manual", "continuous"})
    void shouldStayOrderlyInTroubleAndRecoverFromIt(String trigger) {
        int good = 0;
        int bad = 0;
        for (int seed = 1; seed <= 40; seed++) {
            Simulation simulation = new Simulation(trigger, new Random(seed));
            simulation.run();
            good += simulation.good;
            bad += simulation.bad;
        }
        // Else the fake movers did not do what this test is about.
        assertThat(good).isGreaterThan(100);
        assertThat(bad).isGreaterThan(100);
    }

    private static final class Simulation {
        private final String kind;
        private final Random random;
        private final Source source;
        private final Instant troubleEnds;
        private final Instant end;

        private Instant now = Instant.parse(CREATED);
        private Instant nextMischief = now;
        private Instant moverEnds = now;
        private int tokens;
        private int edits = 1;

        private final Set<RunId> ids = new HashSet<>();
        private final Deque<Instant> starts = new ArrayDeque<>();
        private final Deque<Instant> decisions = new ArrayDeque<>();
        private final Deque<Instant> mischief = new ArrayDeque<>();
        private final List<Slot> goodSlots = new ArrayList<>();
        private Optional<Instant> lastGood = Optional.empty();
        int good;
        int bad;

        Simulation(String kind, Random random) {
            this.kind = kind;
            this.random = random;
            this.source = switch (kind) {
                case "manual" -> Source.manual("token-0", CREATED);
                case "continuous" -> Source.continuous(CREATED);
                default -> Source.scheduled(kind, CREATED);
            };
            this.troubleEnds = now.plus(TROUBLE);
            this.end = troubleEnds.plus(QUIET);
        }

        void run() {
            boolean quiet = false;
            while (now.isBefore(end)) {
                if (!quiet && !now.isBefore(troubleEnds)) {
                    quiet = true;
                    settle();
                }
                if (!quiet && !now.isBefore(nextMischief)) {
                    doMischief();
                }
                step(quiet);
            }
            assertRecovered();
        }

        private void step(boolean quiet) {
            SourceDecision decision = source.next(now);
            assertBounded(decisions, 600);
            assertThat(source.next(now)).as("the same facts at the same time").isEqualTo(decision);
            if (decision instanceof Start start) {
                started(start.run());
            } else if (decision instanceof Launch launch) {
                assertThat(source.run).contains(launch.run());
                source.mover = new Running();
                now = now.plusSeconds(1);
            } else if (decision instanceof Await await) {
                assertThat(source.run).contains(await.run());
                passTo(moverEnds);
                if (!now.isBefore(moverEnds)) {
                    ended(quiet);
                }
            } else if (decision instanceof Conclude) {
                throw new AssertionError("the end of a mover is concluded as it is seen: " + decision);
            } else {
                idle((Idle) decision);
            }
        }

        private void started(RecordedRun run) {
            assertThat(source.run).as("runs under way when one starts").isEmpty();
            assertThat(source.activity).isEqualTo(Activity.ACTIVE);
            assertThat(source.readiness).isInstanceOf(Ready.class);
            assertThat(source.hold).isEmpty();
            assertThat(ids.add(run.id())).as("%s is new", run.id()).isTrue();
            assertBounded(starts, kind.equals("continuous") ? 65 : 25);
            source.run = Optional.of(run);
            source.inputs = source.readiness.digest();
            // A controller may die between writing a run down and starting its mover.
            source.mover = random.nextInt(4) == 0 ? new Absent() : new Running();
            long seconds = random.nextInt(5) == 0 ? random.nextInt(20_000) : random.nextInt(60);
            moverEnds = now.plusSeconds(seconds);
            now = now.plusMillis(200);
        }

        private void ended(boolean quiet) {
            RecordedRun run = source.run.orElseThrow();
            Optional<MoverOutcome> outcome = quiet ? Optional.of(Ends.good(run.id(), now)) : outcome(run);
            boolean succeeded = outcome.map(MoverOutcome::result)
                    .filter(result -> result != RunResult.FAILED && result != RunResult.PARTIAL_READ)
                    .isPresent();
            if (run.purpose() == Purpose.SYNC && succeeded) {
                good++;
                lastGood = Optional.of(now);
                if (run.cause().kind() == Kind.SCHEDULE || run.cause().kind() == Kind.FIRST_SYNC) {
                    assertThat(goodSlots).as("slots that are done").doesNotContain(run.slot());
                    goodSlots.add(run.slot());
                }
            } else if (!succeeded) {
                bad++;
            }
            source.end(outcome, now);
            assertThat(source.history.lastSync())
                    .isEqualTo(lastGood.map(at -> source.history.lastSync().orElseThrow()));
        }

        private Optional<MoverOutcome> outcome(RecordedRun run) {
            // Now and then a mover on a node whose clock is a year off.
            Instant at = random.nextInt(10) == 0 ? now.plus(Duration.ofDays(random.nextInt(730) - 365)) : now;
            return switch (random.nextInt(6)) {
                case 0, 1 -> Optional.of(Ends.good(run.id(), at));
                case 2 -> Optional.of(Ends.owing(run.id(), anyFailure(), at));
                case 3 -> Optional.empty();
                default -> Optional.of(Ends.failed(run.id(), anyFailure(), at));
            };
        }

        private void idle(Idle idle) {
            idle.wakeAt().ifPresent(at -> assertThat(at).as(idle.toString()).isAfter(now));
            passTo(idle.wakeAt().orElse(end));
        }

        /** Time passes to {@code then}, unless somebody does something before; sometimes the controller is down meanwhile. */
        private void passTo(Instant then) {
            Instant disturbed = now.isBefore(troubleEnds) ? earlier(nextMischief, troubleEnds) : end;
            Instant earliest = earlier(disturbed, then);
            boolean down = now.isBefore(troubleEnds) && random.nextInt(200) == 0;
            Instant wake = down ? earlier(earliest.plusSeconds(random.nextInt(100_000)), troubleEnds) : earliest;
            now = wake.isAfter(now) ? wake : now;
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }

        private void doMischief() {
            mischief.add(now);
            nextMischief = now.plusSeconds(60 + random.nextInt(7200));
            switch (random.nextInt(8)) {
                case 0 -> source.activity = source.activity == Activity.PAUSED ? Activity.ACTIVE : Activity.PAUSED;
                case 1 -> source.readiness = new NotReady(FailureClass.SECRET_MISSING, "there is no Secret");
                case 2, 3 -> source.readiness = new Ready("inputs-" + ++edits);
                case 4 -> source.hold = Optional.of(new Hold("PersistentVolumeClaim default/photos", "a restore"));
                case 5 -> source.hold = Optional.empty();
                case 6 -> source.request = Optional.of("request-" + ++tokens);
                default -> {
                    if (kind.equals("manual")) {
                        source.trigger = Optional.of(new Trigger.Manual("token-" + ++tokens));
                    }
                }
            }
        }

        private void settle() {
            source.activity = Activity.ACTIVE;
            source.readiness = new Ready("inputs-" + ++edits);
            source.hold = Optional.empty();
        }

        private void assertRecovered() {
            // A request that failed is answered all the same, and a manual source has no reason to run again.
            assertThat(source.history
                            .failed()
                            .filter(failed -> failed.cause().kind() != Kind.REQUEST || !kind.equals("manual")))
                    .isEmpty();
            assertThat(source.history.maintenance()).isEmpty();
            assertThat(source.request).isEqualTo(source.request.flatMap(r -> source.history.lastRequest()));
            assertThat(lastGood.orElseThrow()).isAfter(kind.equals("manual") ? Instant.parse(CREATED) : troubleEnds);
            source.trigger
                    .filter(Trigger.Manual.class::isInstance)
                    .map(Trigger.Manual.class::cast)
                    .ifPresent(manual ->
                            assertThat(source.history.lastManualSync()).contains(manual.token()));
        }

        /** Within any hour, so many, and a few more for each thing that somebody did. */
        private void assertBounded(Deque<Instant> times, int most) {
            times.addLast(now);
            Instant hourAgo = now.minus(Duration.ofHours(1));
            trim(times, hourAgo);
            trim(mischief, hourAgo);
            assertThat(times.size()).as("within an hour, at %s", now).isLessThanOrEqualTo(most + 8 * mischief.size());
        }

        private static void trim(Deque<Instant> times, Instant before) {
            while (!times.isEmpty() && times.peekFirst().isBefore(before)) {
                times.removeFirst();
            }
        }

        private FailureClass anyFailure() {
            FailureClass[] all = FailureClass.values();
            return all[random.nextInt(all.length)];
        }
    }
}
