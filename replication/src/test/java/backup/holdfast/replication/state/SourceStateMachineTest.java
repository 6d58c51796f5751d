package backup.holdfast.replication.state;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.schedule.Trigger;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.replication.state.SourceDecision.Await;
import backup.holdfast.replication.state.SourceDecision.Conclude;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Launch;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceDecision.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.FieldSource;

class SourceStateMachineTest {
    private static final String CREATED = "2026-11-20T03:30:00Z";
    private static final String DAILY = "0 4 * * *";
    private static final Hold HOLD = new Hold("PersistentVolumeClaim default/photos", "a restore is under way");

    /** Everything that keeps a run from starting. */
    private static final List<Consumer<Source>> OBSTACLES = List.of(
            source -> {},
            source -> source.activity = Activity.PAUSED,
            source -> source.readiness = new NotReady(FailureClass.SECRET_MISSING, "no Secret photos"),
            source -> source.hold = Optional.of(HOLD),
            source -> source.trigger = Optional.empty(),
            source -> source.trigger = Optional.of(new Trigger.Manual("another")));

    // What is under way

    @ParameterizedTest
    @FieldSource("OBSTACLES")
    void shouldSeeToARunUnderWayWhateverElseIsTheCase(Consumer<Source> obstacle) {
        Source source = Source.scheduled(DAILY, CREATED);
        RecordedRun run = source.start(CREATED);
        obstacle.accept(source);

        source.mover = new MoverObservation.Absent();
        assertThat(source.next("2026-11-20T03:30:01Z")).isEqualTo(new Launch(run));
        source.mover = new MoverObservation.Blocked(new MoverWait(MoverWait.Cause.NAME_TAKEN, "a Job"));
        assertThat(source.next("2026-11-20T03:30:01Z")).isEqualTo(new Launch(run));
        source.mover = new MoverObservation.Waiting(new MoverWait(MoverWait.Cause.IMAGE, "ErrImagePull"));
        assertThat(source.next("2026-11-20T03:30:01Z")).isEqualTo(new Await(run));
        source.mover = new Running();
        assertThat(source.next("2026-11-27T04:00:00Z")).isEqualTo(new Await(run));
        Ended vanished = new Ended(Optional.empty(), Proof.VANISHED, "the node is gone");
        source.mover = vanished;
        assertThat(source.next("2026-11-27T04:00:00Z")).isEqualTo(new Conclude(run, vanished));
    }

    @Test
    void shouldBelieveAMoversClockOnlyWithinItsRun() {
        Source source = Source.scheduled(DAILY, CREATED);
        RecordedRun run = source.start(CREATED);
        Instant now = Instant.parse("2026-11-20T03:32:00Z");

        assertThat(List.of("2019-01-01T00:00:00Z", "2026-11-20T03:31:00Z", "2046-01-01T00:00:00Z"))
                .extracting(at -> concluded(source, Ends.good(run.id(), Instant.parse(at)), now))
                .containsExactly(
                        Ends.good(run.id(), now).within(run.startedAt(), run.startedAt()),
                        Ends.good(run.id(), Instant.parse("2026-11-20T03:31:00Z")),
                        Ends.good(run.id(), now).within(now, now));
    }

    private static MoverOutcome concluded(Source source, MoverOutcome outcome, Instant now) {
        source.mover = new Ended(Optional.of(outcome), Proof.TERMINATED, "ended");
        return ((Conclude) source.next(now)).ended().outcome().orElseThrow();
    }

    @Test
    void shouldNotRunInALoopBecauseAMoversClockIsWrong() {
        for (String clock : List.of("2019-01-01T00:00:00Z", "2046-01-01T00:00:00Z")) {
            Source source = Source.scheduled(DAILY, CREATED);
            RecordedRun run = source.start(CREATED);
            Instant now = Instant.parse("2026-11-20T03:30:05Z");
            source.end(Optional.of(Ends.failed(run.id(), FailureClass.UNREACHABLE, Instant.parse(clock))), now);

            assertThat(source.idle("2026-11-20T03:30:06Z").why()).isEqualTo(Why.BACK_OFF);
            assertThat(source.idle("2026-11-20T03:30:06Z").wakeAt().orElseThrow())
                    .isBetween(Instant.parse("2026-11-20T03:30:45Z"), Instant.parse("2026-11-20T03:31:05Z"));
        }
    }

    // What starts

    @Test
    void shouldStartTheFirstSyncAtCreation() {
        Source source = Source.scheduled(DAILY, CREATED);
        Instant now = Instant.parse("2026-11-20T03:30:02.5Z");

        assertThat(source.next(now))
                .isEqualTo(new Start(new RecordedRun(
                        RunId.of(Source.UID, "FIRST_SYNC  ", source.createdAt, 1),
                        new Slot(source.createdAt),
                        new RunCause(Kind.FIRST_SYNC, Optional.empty(), Optional.empty()),
                        Purpose.SYNC,
                        1,
                        now)));
    }

    @Test
    void shouldDecideTheSameAgainSoThatACrashBeforeTheStatusWriteStartsTheSameRun() {
        Source source = Source.scheduled(DAILY, CREATED);
        RunId first = ((Start) source.next(CREATED)).run().id();

        assertThat(((Start) source.next("2026-11-20T03:40:00Z")).run().id()).isEqualTo(first);
    }

    @Test
    void shouldStartEachSlotAndWaitForTheNext() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");

        assertThat(source.next("2026-11-20T03:59:59Z"))
                .isEqualTo(idle(Why.SCHEDULE, "Waiting for next scheduled synchronization", "2026-11-20T04:00:00Z"));
        RecordedRun run = source.start("2026-11-20T04:00:00Z");
        assertThat(run.slot()).isEqualTo(new Slot(Instant.parse("2026-11-20T04:00:00Z")));
        assertThat(run.cause()).isEqualTo(new RunCause(Kind.SCHEDULE, Optional.empty(), Optional.empty()));
        source.succeed("2026-11-20T04:02:00Z");
        assertThat(source.idle("2026-11-20T04:02:00Z").wakeAt()).contains(Instant.parse("2026-11-21T04:00:00Z"));
    }

    @Test
    void shouldNotStartAtCreationWhereThatIsNotWanted() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.firstSync = FirstSync.AT_TRIGGER;

        assertThat(source.idle(CREATED).wakeAt()).contains(Instant.parse("2026-11-20T04:00:00Z"));
    }

    @Test
    void shouldKeepContinuousSyncsAMinuteApart() {
        Source source = Source.continuous(CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:30:10Z");

        assertThat(source.next("2026-11-20T03:30:11Z"))
                .isEqualTo(idle(
                        Why.SPACING, "Waiting before the next continuous synchronization", "2026-11-20T03:31:10Z"));
        assertThat(source.start("2026-11-20T03:31:10Z").cause().kind()).isEqualTo(Kind.CONTINUOUS);
    }

    @Test
    void shouldCatchUpOneMissedSlotOnly() {
        Source source = Source.scheduled("0 * * * *", CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");

        RecordedRun late = source.start("2026-11-23T17:45:00Z");
        source.succeed("2026-11-23T17:46:00Z");

        assertThat(late.slot().at()).isEqualTo("2026-11-23T17:00:00Z");
        assertThat(source.idle("2026-11-23T17:46:00Z").wakeAt()).contains(Instant.parse("2026-11-23T18:00:00Z"));
    }

    // What does not

    @Test
    void shouldStartNothingWhilePaused() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.activity = Activity.PAUSED;
        source.request = Optional.of("now!");
        source.history = owing(CREATED);

        assertThat(source.next("2026-11-27T00:00:00Z"))
                .isEqualTo(new Idle(Why.PAUSED, "Paused by spec.paused", Optional.empty()));
    }

    @Test
    void shouldStartNothingThatIsNotReadyAndLookAgainSoon() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.readiness = new NotReady(FailureClass.SECRET_MISSING, "there is no Secret photos");

        assertThat(source.next(CREATED))
                .isEqualTo(idle(Why.NOT_READY, "SecretMissing: there is no Secret photos", "2026-11-20T03:30:30Z"));
    }

    @Test
    void shouldStartNothingWithATriggerNobodyCanRead() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.trigger = Optional.empty();

        assertThat(source.next(CREATED))
                .isEqualTo(idle(Why.NOT_READY, "InvalidSpec: spec.trigger cannot be read", "2026-11-20T03:30:30Z"));
    }

    @Test
    void shouldStartNeitherSyncNorMaintenanceWhileHeld() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.hold = Optional.of(HOLD);
        Idle held =
                idle(Why.HELD, "a restore is under way (PersistentVolumeClaim default/photos)", "2026-11-20T03:30:30Z");

        assertThat(source.next(CREATED)).isEqualTo(held);
        source.request = Optional.of("now!");
        assertThat(source.next(CREATED)).isEqualTo(held);
        source.request = Optional.empty();
        source.history = owing("2026-11-20T03:29:00Z");
        assertThat(source.next(CREATED)).isEqualTo(held);
    }

    @Test
    void shouldCatchUpOnceWhenAServerThatWasDownForDaysIsUpAgain() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        source.hold = Optional.of(Hold.byServerDown("truenas", "home", "PersistentVolumeClaim default/photos"));

        assertThat(source.next("2026-11-23T12:00:00Z"))
                .isEqualTo(idle(
                        Why.HELD,
                        "NFS server truenas is down, and PersistentVolumeClaim default/photos is on it; one run starts"
                                + " when it is up again (NfsScaler home)",
                        "2026-11-23T12:00:30Z"));
        source.hold = Optional.empty();
        RecordedRun run = source.start("2026-11-23T12:00:30Z");
        source.succeed("2026-11-23T12:01:00Z");

        assertThat(run.slot().at()).isEqualTo(Instant.parse("2026-11-23T04:00:00Z"));
        assertThat(run.attempt()).isEqualTo(1);
        Idle after = source.idle("2026-11-23T12:01:01Z");
        assertThat(after.why()).isEqualTo(Why.SCHEDULE);
        assertThat(after.wakeAt()).contains(Instant.parse("2026-11-24T04:00:00Z"));
    }

    @Test
    void shouldSayThatItWaitsForItsSlotRatherThanThatItIsHeldWhenNothingIsDue() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        source.hold = Optional.of(HOLD);

        assertThat(source.idle("2026-11-20T03:32:00Z").why()).isEqualTo(Why.SCHEDULE);
    }

    // Failures

    @ParameterizedTest
    @EnumSource
    void shouldTryASlotAgainByTheClassOfItsFailure(FailureClass failure) {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        RecordedRun run = source.start("2026-11-20T04:00:00Z");
        source.fail(failure, "2026-11-20T04:01:00Z");

        SourceDecision soon = source.next("2026-11-20T04:02:01Z");
        SourceDecision nextSlot = source.next("2026-11-21T04:00:00Z");

        Why waits = switch (failure.retry()) {
            case BACK_OFF, BACK_OFF_OR_CHANGE -> null;
            case NEXT_SLOT -> Why.SCHEDULE;
            case NEEDS_CHANGE -> Why.NOT_READY;
        };
        if (waits == null) {
            assertThat(((Start) soon).run().slot()).isEqualTo(run.slot());
            assertThat(((Start) soon).run().attempt()).isEqualTo(2);
            assertThat(((Start) soon).run().id()).isNotEqualTo(run.id());
        } else {
            assertThat(((Idle) soon).why()).isEqualTo(waits);
        }
        assertThat(((Start) nextSlot).run().slot().at()).isEqualTo("2026-11-21T04:00:00Z");
    }

    @Test
    void shouldWaitLongerWithEachFailureButNeverPastTheNextSlot() {
        Source source = Source.scheduled("0 * * * *", CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        Instant now = Instant.parse("2026-11-20T04:00:00Z");
        Duration before = Duration.ZERO;
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertThat(source.start(now).attempt()).isEqualTo(attempt);
            source.fail(FailureClass.LOCKED, now.plusSeconds(1).toString());
            Idle idle = (Idle) source.next(now.plusSeconds(1));
            Duration wait = Duration.between(now, idle.wakeAt().orElseThrow());
            assertThat(idle.why()).isEqualTo(Why.BACK_OFF);
            assertThat(wait).isGreaterThan(before);
            before = wait;
            now = idle.wakeAt().orElseThrow();
        }

        source.start(now);
        source.fail(FailureClass.LOCKED, "2026-11-20T04:50:00Z");
        assertThat(source.idle("2026-11-20T04:50:00Z").wakeAt()).contains(Instant.parse("2026-11-20T05:00:00Z"));
        assertThat(source.start("2026-11-20T05:00:00Z").slot().at()).isEqualTo("2026-11-20T05:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"WRONG_PASSWORD", "REPOSITORY_MISSING", "SECRET_INCOMPLETE"})
    void shouldNotTryInVainWhatOnlyAPersonCanMend(FailureClass failure) {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.fail(failure, "2026-11-20T03:30:05Z");

        for (Instant now = Instant.parse("2026-11-20T03:31:06Z");
                now.isBefore(Instant.parse("2026-11-20T04:00:00Z"));
                now = now.plusSeconds(30)) {
            assertThat(source.next(now))
                    .isEqualTo(idle(
                            Why.NOT_READY,
                            failure.label() + ": " + failure.sentence(),
                            now.plusSeconds(30).toString()));
        }
        assertThat(source.next("2026-11-20T04:00:00Z")).isInstanceOf(Start.class);
    }

    @Test
    void shouldGoOnSoonAfterWhatHadToChangeHasChanged() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.fail(FailureClass.WRONG_PASSWORD, "2026-11-20T03:30:05Z");
        assertThat(source.next("2026-11-20T03:32:00Z")).isInstanceOf(Idle.class);

        source.readiness = new Ready("inputs-2");

        assertThat(source.start("2026-11-20T03:32:00Z").attempt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCESS_DENIED", "TLS_FAILED"})
    void shouldNotSitOutTheBackOffOnceTheSecretIsMended(FailureClass failure) {
        Source source = Source.scheduled(DAILY, CREATED);
        Instant now = Instant.parse(CREATED);
        for (int attempt = 1; attempt <= 6; attempt++) {
            source.start(now);
            source.fail(failure, now.toString());
            now = now.plus(Duration.ofMinutes(31));
        }
        Instant failed = now.minus(Duration.ofMinutes(31));
        assertThat(source.next(failed.plusSeconds(300)))
                .isInstanceOfSatisfying(
                        Idle.class, idle -> assertThat(idle.wakeAt()).contains(failed.plusSeconds(300 + 30)));

        source.readiness = new Ready("inputs-2");

        assertThat(source.next(failed.plusSeconds(300))).isInstanceOf(Start.class);
    }

    @Test
    void shouldGoOnAtARequestAlthoughNothingHasChanged() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.fail(FailureClass.REPOSITORY_MISSING, "2026-11-20T03:30:05Z");

        source.request = Optional.of("the bucket is back");

        assertThat(source.start("2026-11-20T03:32:00Z").cause().requestToken()).contains("the bucket is back");
    }

    @Test
    void shouldTryAManualTokenAgainWithoutEndBecauseItHasNoNextSlot() {
        Source source = Source.manual("a", CREATED);
        Instant now = Instant.parse(CREATED);
        for (int attempt = 1; attempt <= 20; attempt++) {
            assertThat(source.start(now).attempt()).isEqualTo(attempt);
            source.fail(FailureClass.REPOSITORY_MISSING, now.plusSeconds(1).toString());
            Instant ended = now.plusSeconds(1);
            while (source.next(now) instanceof Idle idle) {
                // A person may mend it at any time, and should not have to wait for the rest of half an hour.
                assertThat(idle.wakeAt().orElseThrow()).isAfter(now).isBeforeOrEqualTo(now.plusSeconds(31));
                now = idle.wakeAt().orElseThrow();
            }
            assertThat(Duration.between(ended, now)).isLessThanOrEqualTo(Duration.ofMinutes(30));
        }
    }

    @Test
    void shouldWaitNoLongerThanForTheNextLookWhenWhatHadToChangeHasChanged() {
        Source source = Source.manual("a", CREATED);
        Instant now = Instant.parse(CREATED);
        for (int attempt = 1; attempt <= 8; attempt++) {
            source.start(now);
            source.fail(FailureClass.WRONG_PASSWORD, now.toString());
            now = now.plus(Duration.ofMinutes(31));
        }
        Instant failed = now.minus(Duration.ofMinutes(31));
        assertThat(source.next(failed.plusSeconds(61))).isInstanceOf(Idle.class);

        source.readiness = new Ready("inputs-2");

        // What changes all the time starts no run each time.
        assertThat(source.next(failed.plusSeconds(1))).isInstanceOf(Idle.class);
        assertThat(source.next(failed.plusSeconds(30))).isInstanceOf(Start.class);
    }

    @Test
    void shouldKeepContinuousSyncsApartAlsoWhenWhatHadToChangeHasChanged() {
        Source source = Source.continuous(CREATED);
        source.start(CREATED);
        Instant failed = Instant.parse("2026-11-20T03:30:05Z");
        source.fail(FailureClass.WRONG_PASSWORD, failed.toString());

        source.readiness = new Ready("inputs-2");

        assertThat(source.next(failed.plusSeconds(59))).isInstanceOf(Idle.class);
        assertThat(source.next(failed.plusSeconds(60))).isInstanceOf(Start.class);
    }

    @Test
    void shouldLeaveASlotToThePartialSnapshotItHas() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.fail(FailureClass.PARTIAL_READ, "2026-11-20T03:31:00Z");

        assertThat(source.next("2026-11-20T03:31:00Z"))
                .isEqualTo(idle(Why.SCHEDULE, "Waiting for next scheduled synchronization", "2026-11-20T04:00:00Z"));
        assertThat(source.history.lastSync()).isEmpty();
    }

    @Test
    void shouldTryAgainWhenAMoverLeftNoWord() {
        Source source = Source.scheduled(DAILY, CREATED);
        RecordedRun run = source.start(CREATED);
        source.end(Optional.empty(), Instant.parse("2026-11-20T03:31:00Z"));

        assertThat(source.history.lastSync()).isEmpty();
        assertThat(source.idle("2026-11-20T03:31:00Z").why()).isEqualTo(Why.BACK_OFF);
        RecordedRun again = source.start("2026-11-20T03:32:00Z");
        assertThat(again.slot()).isEqualTo(run.slot());
        assertThat(again.id()).isNotEqualTo(run.id());
    }

    // Tokens

    @ParameterizedTest
    @EnumSource
    void shouldAnswerARequestOnceWhateverCameOfIt(RunResult result) {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        source.request = Optional.of("now!");
        RecordedRun run = source.start("2026-11-20T03:40:00Z");

        source.end(
                result == RunResult.SUCCEEDED || result == RunResult.UNCHANGED || result == RunResult.EMPTY
                        ? Ends.ended(run.id(), result, Instant.parse("2026-11-20T03:41:00Z"))
                        : Ends.failed(run.id(), FailureClass.UNREACHABLE, Instant.parse("2026-11-20T03:41:00Z")));

        assertThat(run.cause()).isEqualTo(new RunCause(Kind.REQUEST, Optional.empty(), Optional.of("now!")));
        assertThat(source.history.lastRequest()).contains("now!");
        assertThat(source.idle("2026-11-20T03:50:00Z").wakeAt()).contains(Instant.parse("2026-11-20T04:00:00Z"));
    }

    @Test
    void shouldAnswerARequestAlthoughItsMoverLeftNoWord() {
        Source source = Source.manual("a", CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        source.request = Optional.of("now!");
        source.start("2026-11-20T03:40:00Z");
        source.end(Optional.empty(), Instant.parse("2026-11-20T03:41:00Z"));

        assertThat(source.next("2026-11-27T00:00:00Z"))
                .isEqualTo(new Idle(Why.MANUAL, "Waiting for manual trigger", Optional.empty()));
    }

    @Test
    void shouldTryAManualTokenUntilItSucceeds() {
        Source source = Source.manual("a", CREATED);
        source.start(CREATED);
        source.fail(FailureClass.PARTIAL_READ, "2026-11-20T03:31:00Z");
        assertThat(source.history.lastManualSync()).isEmpty();
        source.start("2026-11-20T03:40:00Z");
        source.end(Optional.empty(), Instant.parse("2026-11-20T03:41:00Z"));
        assertThat(source.history.lastManualSync()).isEmpty();
        source.start("2026-11-20T03:50:00Z");
        source.succeed("2026-11-20T03:51:00Z");

        assertThat(source.history.lastManualSync()).contains("a");
        assertThat(source.next("2026-11-20T03:52:00Z"))
                .isEqualTo(new Idle(Why.MANUAL, "Waiting for manual trigger", Optional.empty()));
    }

    @Test
    void shouldNotTakeATokenWrittenDuringARunForAnsweredByIt() {
        Source source = Source.manual("a", CREATED);
        source.request = Optional.of("first");
        RecordedRun run = source.start(CREATED);
        source.trigger = Optional.of(new Trigger.Manual("b"));
        source.request = Optional.of("second");
        source.succeed("2026-11-20T03:31:00Z");

        RecordedRun next = source.start("2026-11-20T03:31:00Z");

        assertThat(run.cause()).isEqualTo(new RunCause(Kind.MANUAL, Optional.of("a"), Optional.of("first")));
        assertThat(next.cause()).isEqualTo(new RunCause(Kind.MANUAL, Optional.of("b"), Optional.of("second")));
    }

    @Test
    void shouldTryANewTokenAtOnceHoweverOftenTheOldOneFailed() {
        Source source = Source.manual("a", CREATED);
        source.start(CREATED);
        source.fail(FailureClass.WRONG_PASSWORD, "2026-11-20T03:31:00Z");

        source.trigger = Optional.of(new Trigger.Manual("b"));

        assertThat(source.start("2026-11-20T03:31:00Z").cause().manualToken()).contains("b");
    }

    // Maintenance

    @Test
    void shouldMakeUpForMaintenanceWithoutRepeatingTheBackup() {
        Source source = Source.scheduled(DAILY, CREATED);
        RecordedRun sync = source.start(CREATED);
        source.end(Ends.owing(sync.id(), FailureClass.LOCKED, Instant.parse("2026-11-20T03:31:00Z")));

        assertThat(source.history.lastSync()).contains(Instant.parse("2026-11-20T03:31:00Z"));
        Idle idle = source.idle("2026-11-20T03:31:00Z");
        assertThat(idle.why()).isEqualTo(Why.SCHEDULE);
        RecordedRun maintenance = source.start(idle.wakeAt().orElseThrow());
        assertThat(maintenance)
                .isEqualTo(new RecordedRun(
                        maintenance.id(),
                        sync.slot(),
                        new RunCause(Kind.SCHEDULE, Optional.empty(), Optional.empty()),
                        Purpose.MAINTENANCE,
                        1,
                        idle.wakeAt().orElseThrow()));
        assertThat(maintenance.id()).isNotEqualTo(sync.id());
        source.succeed("2026-11-20T03:32:00Z");
        assertThat(source.idle("2026-11-20T03:33:00Z").wakeAt()).contains(Instant.parse("2026-11-20T04:00:00Z"));
        assertThat(source.history.lastSync()).contains(Instant.parse("2026-11-20T03:31:00Z"));
    }

    @Test
    void shouldTryMaintenanceAgainWithBackOffWhileManualSyncsWaitForAToken() {
        Source source = Source.manual("a", CREATED);
        RecordedRun sync = source.start(CREATED);
        source.end(Ends.owing(sync.id(), FailureClass.LOCKED, Instant.parse("2026-11-20T03:31:00Z")));
        Instant now = Instant.parse("2026-11-20T03:31:00Z");
        Duration before = Duration.ZERO;
        for (int attempt = 1; attempt <= 6; attempt++) {
            Idle idle = (Idle) source.next(now);
            assertThat(idle.why()).isEqualTo(Why.MANUAL);
            Duration wait = Duration.between(now, idle.wakeAt().orElseThrow());
            assertThat(wait).isGreaterThan(before).isLessThanOrEqualTo(Duration.ofMinutes(30));
            before = wait;
            now = idle.wakeAt().orElseThrow();
            RecordedRun run = source.start(now);
            assertThat(run.purpose()).isEqualTo(Purpose.MAINTENANCE);
            assertThat(run.attempt()).isEqualTo(attempt);
            source.end(Ends.owing(run.id(), FailureClass.LOCKED, now));
        }
    }

    @Test
    void shouldSyncBeforeItMakesUpForMaintenance() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.history = owing("2026-11-20T03:30:00Z");

        assertThat(source.start("2026-11-20T04:00:00Z").purpose()).isEqualTo(Purpose.SYNC);
    }

    @Test
    void shouldNotPutMaintenanceOffBecauseAnotherClockWroteItsLastAttempt() {
        Source source = Source.scheduled(DAILY, CREATED);
        source.start(CREATED);
        source.succeed("2026-11-20T03:31:00Z");
        source.history = owing("2027-11-20T03:30:00Z");

        assertThat(source.start("2026-11-20T03:35:00Z").purpose()).isEqualTo(Purpose.MAINTENANCE);
    }

    private static SyncHistory owing(String lastAttempt) {
        RunId run = RunId.of(Source.UID, "", Instant.parse(CREATED), 1);
        RecordedRun recorded = new RecordedRun(
                run,
                new Slot(Instant.parse(CREATED)),
                new RunCause(Kind.FIRST_SYNC, Optional.empty(), Optional.empty()),
                Purpose.SYNC,
                1,
                Instant.parse(CREATED));
        Instant at = Instant.parse(lastAttempt);
        return SyncHistory.NONE.after(
                recorded, Optional.of(Ends.owing(run, FailureClass.LOCKED, at)), Optional.of("inputs-1"), at);
    }

    private static Idle idle(Why why, String explanation, String wakeAt) {
        return new Idle(why, explanation, Optional.of(Instant.parse(wakeAt)));
    }
}
