package backup.holdfast.replication.state;

import static backup.holdfast.replication.state.Destination.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.state.DestinationDecision.Await;
import backup.holdfast.replication.state.DestinationDecision.Conclude;
import backup.holdfast.replication.state.DestinationDecision.LeaveEmpty;
import backup.holdfast.replication.state.DestinationDecision.MakeImage;
import backup.holdfast.replication.state.DestinationDecision.Pin;
import backup.holdfast.replication.state.DestinationDecision.Restore;
import backup.holdfast.replication.state.DestinationDecision.Select;
import backup.holdfast.replication.state.DestinationFacts.Pinned;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.SourceDecision.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationStateMachineTest {
    private static final SnapshotBrief SNAPSHOT = new SnapshotBrief(
            "5d1c8f0e".repeat(8), Instant.parse("2026-11-20T04:00:02Z"), "volsync", "/data", 12L, 3456L);
    private static final MoverWait WAIT = new MoverWait(MoverWait.Cause.NAME_TAKEN, "somebody else's Job");
    private static final List<MoverObservation> NOT_STARTED = List.of(new Absent(), new Blocked(WAIT));
    private static final List<MoverObservation> AT_WORK = List.of(new Running(), new Waiting(WAIT));

    // When a run is due

    @Test
    void shouldRestoreOnceForAToken() {
        Destination destination = new Destination(Source.manual("restore-once", "2026-11-20T11:00:00Z"));

        assertThat(destination.start(NOW).phase()).isEqualTo(RestorePhase.SELECT);
        destination.phase = RestorePhase.RESTORE;
        destination.said(Ends.good(destination.run().id(), NOW)).conclude(NOW);

        assertThat(destination.idle(NOW.plusSeconds(60)).why()).isEqualTo(Why.MANUAL);
    }

    /** What VolSync restored is not restored again: that would take the volume back in time. */
    @Test
    void shouldNotRepeatWhatVolSyncDid() {
        Destination destination = new Destination(Source.manual("restore-once", "2026-11-20T11:00:00Z"));
        destination.sync.history = new SyncHistory(
                Optional.empty(),
                Optional.of(NOW.minusSeconds(3600)),
                Optional.empty(),
                Optional.of("restore-once"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(destination.idle(NOW).why()).isEqualTo(Why.MANUAL);
    }

    @Test
    void shouldStartNothingWhilePaused() {
        Destination destination = new Destination(Source.manual("restore-once", "2026-11-20T11:00:00Z"));
        destination.sync.activity = Activity.PAUSED;

        assertThat(destination.idle(NOW).why()).isEqualTo(Why.PAUSED);
    }

    // Select

    @ParameterizedTest
    @FieldSource("NOT_STARTED")
    void shouldLookForTheSnapshotFirst(MoverObservation mover) {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.sync.mover = mover;

        assertThat(destination.next(NOW)).isEqualTo(new Select(destination.run()));
    }

    @ParameterizedTest
    @EnumSource(value = RestorePhase.class, mode = Mode.EXCLUDE, names = "IMAGE")
    void shouldWaitForAMoverAtWork(RestorePhase phase) {
        Destination destination = Destination.in(phase);
        for (MoverObservation mover : AT_WORK) {
            destination.sync.mover = mover;

            assertThat(destination.next(NOW)).isEqualTo(new Await(destination.run()));
        }
    }

    @Test
    void shouldPinWhatWasChosenBeforeAnythingIsWritten() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.said(chosen(destination.run().id()));

        assertThat(destination.next(NOW)).isEqualTo(new Pin(destination.run(), SNAPSHOT, "the newest of 3"));
    }

    @Test
    void shouldLeaveTheVolumeAsItIsWhereThePolicySaysSo() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.said(Ends.ended(destination.run().id(), RunResult.NO_SNAPSHOT, NOW));

        assertThat(destination.next(NOW)).isInstanceOf(LeaveEmpty.class);
        destination.conclude(NOW);
        assertThat(destination.idle(NOW.plusSeconds(60)).why())
                .as("the token is answered")
                .isEqualTo(Why.MANUAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"SNAPSHOT_NOT_FOUND", "UNREACHABLE", "REPOSITORY_MISSING", "WRONG_PASSWORD", "LOCKED"})
    void shouldFailWithoutTouchingTheVolume(FailureClass failure) {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.said(Ends.failed(destination.run().id(), failure, NOW));

        assertThat(destination.next(NOW)).isInstanceOf(Conclude.class);
        destination.conclude(NOW);
        assertThat(destination.idle(NOW).why()).isEqualTo(Why.BACK_OFF);
        Instant later = NOW.plus(Duration.ofDays(30));
        assertThat(destination.start(later).run().attempt())
                .as("tried again without end")
                .isEqualTo(2);
    }

    @Test
    void shouldFailWhereTheMoverSaidNothing() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.sync.mover = new Ended(Optional.empty(), Proof.VANISHED, "gone");

        assertThat(destination.next(NOW)).isInstanceOf(Conclude.class);
    }

    // The wait for a snapshot that is not there

    @Test
    void shouldLookAgainWhileTheWindowIsOpen() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.missing = new MissingWait(Duration.ofMinutes(10), Optional.empty());
        destination.said(Ends.ended(destination.run().id(), RunResult.NO_SNAPSHOT, NOW));

        Conclude conclude = (Conclude) destination.next(NOW);

        assertThat(conclude.ended().outcome().orElseThrow().failure().failureClass())
                .isEqualTo(FailureClass.SNAPSHOT_AWAITED);
        destination.conclude(NOW);
        assertThat(destination.idle(NOW).why()).isEqualTo(Why.BACK_OFF);
    }

    /** It opens with the first answer, however long nobody could answer before. */
    @ParameterizedTest
    @ValueSource(ints = {0, 599})
    void shouldCountTheWindowFromTheFirstAnswer(int seconds) {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.missing = new MissingWait(Duration.ofMinutes(10), Optional.of(NOW));
        destination.said(Ends.ended(destination.run().id(), RunResult.NO_SNAPSHOT, NOW));

        assertThat(destination.next(NOW.plusSeconds(seconds))).isInstanceOf(Conclude.class);
        assertThat(destination.next(NOW.plusSeconds(600))).isInstanceOf(LeaveEmpty.class);
    }

    @Test
    void shouldAwaitASnapshotThatWasAskedForByName() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.missing = new MissingWait(Duration.ofMinutes(10), Optional.of(NOW));
        destination.said(Ends.failed(destination.run().id(), FailureClass.SNAPSHOT_NOT_FOUND, NOW));

        assertThat(failure(destination.next(NOW))).isEqualTo(FailureClass.SNAPSHOT_AWAITED);
        assertThat(failure(destination.next(NOW.plusSeconds(600)))).isEqualTo(FailureClass.SNAPSHOT_NOT_FOUND);
    }

    @Test
    void shouldNotTakeAnUnreachableStoreForAMissingSnapshot() {
        Destination destination = Destination.in(RestorePhase.SELECT);
        destination.missing = new MissingWait(Duration.ofMinutes(10), Optional.empty());
        destination.said(Ends.failed(destination.run().id(), FailureClass.UNREACHABLE, NOW));

        assertThat(failure(destination.next(NOW))).isEqualTo(FailureClass.UNREACHABLE);
    }

    // Restore

    @ParameterizedTest
    @FieldSource("NOT_STARTED")
    void shouldRestoreWhatIsPinned(MoverObservation mover) {
        Destination destination = Destination.in(RestorePhase.RESTORE);
        destination.sync.mover = mover;

        assertThat(destination.next(NOW)).isEqualTo(new Restore(destination.run()));
    }

    @Test
    void shouldGoOnWithTheSameSnapshotAfterAFailure() {
        Destination destination = failedRestore(FailureClass.KILLED);

        assertThat(destination.start(NOW.plusSeconds(3600)).phase()).isEqualTo(RestorePhase.RESTORE);
    }

    @Test
    void shouldChooseAnewWhereThePinnedSnapshotIsGone() {
        Destination destination = failedRestore(FailureClass.SNAPSHOT_NOT_FOUND);

        assertThat(destination.start(NOW.plusSeconds(3600)).phase()).isEqualTo(RestorePhase.SELECT);
    }

    @Test
    void shouldChooseAnewWhereTheSpecHasChanged() {
        Destination destination = failedRestore(FailureClass.KILLED);
        destination.sync.readiness = new Readiness.Ready("inputs-2");

        assertThat(destination.start(NOW.plusSeconds(3600)).phase()).isEqualTo(RestorePhase.SELECT);
    }

    @Test
    void shouldChooseAnewForANewToken() {
        Destination destination = failedRestore(FailureClass.KILLED);
        destination.sync.request = Optional.of("once more");

        assertThat(destination.start(NOW.plusSeconds(3600)).phase()).isEqualTo(RestorePhase.SELECT);
    }

    @Test
    void shouldChooseAnewForTheNextSlot() {
        Destination destination = new Destination(Source.scheduled("0 * * * *", "2026-11-20T11:30:00Z"));
        destination.sync.history = new SyncHistory(
                Optional.of(new backup.holdfast.replication.schedule.Slot(NOW.minusSeconds(3600))),
                Optional.of(NOW.minusSeconds(3500)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        destination.start(NOW);
        restoreFails(destination, FailureClass.KILLED);

        assertThat(destination.start(NOW.plusSeconds(600)).phase())
                .as("the same slot")
                .isEqualTo(RestorePhase.RESTORE);
        restoreFails(destination, FailureClass.KILLED);
        assertThat(destination.start(NOW.plusSeconds(3600)).phase()).isEqualTo(RestorePhase.SELECT);
    }

    // Image

    @Test
    void shouldOfferTheVolumeItselfWhereNoImageIsWanted() {
        Destination destination = Destination.in(RestorePhase.RESTORE);
        destination.said(Ends.good(destination.run().id(), NOW));

        assertThat(destination.next(NOW)).isInstanceOf(Conclude.class);
    }

    @Test
    void shouldTakeAnImageOfAGoodVolumeAlone() {
        Destination destination = Destination.in(RestorePhase.RESTORE);
        destination.image = new ImageSight.NotTaken();

        destination.said(Ends.good(destination.run().id(), NOW));
        assertThat(destination.next(NOW)).isEqualTo(new MakeImage(destination.run()));
        destination.said(Ends.failed(destination.run().id(), FailureClass.RESTORE_INCOMPLETE, NOW));
        assertThat(destination.next(NOW)).isInstanceOf(Conclude.class);
    }

    @Test
    void shouldWaitUntilTheImageIsReady() {
        Destination destination = Destination.in(RestorePhase.IMAGE);
        destination.said(Ends.good(destination.run().id(), NOW));

        destination.image = new ImageSight.NotTaken();
        assertThat(destination.next(NOW)).isEqualTo(new MakeImage(destination.run()));
        destination.image = new ImageSight.Pending(WAIT);
        assertThat(destination.next(NOW)).isEqualTo(new Await(destination.run()));
        destination.image = new ImageSight.Ready();
        assertThat(destination.next(NOW)).isInstanceOf(Conclude.class);
    }

    /** The Job of a restore may be removed while its image is taken; that it went well is in the phase. */
    @Test
    void shouldKnowAGoodRestoreWhoseMoverLeftNoTrace() {
        Destination destination = Destination.in(RestorePhase.IMAGE);
        destination.image = new ImageSight.Ready();
        destination.sync.mover = new Ended(Optional.empty(), Proof.VANISHED, "gone");

        Conclude conclude = (Conclude) destination.next(NOW);

        assertThat(conclude.ended().outcome().orElseThrow().result()).isEqualTo(RunResult.SUCCEEDED);
    }

    private static Destination failedRestore(FailureClass failure) {
        Destination destination = Destination.in(RestorePhase.RESTORE);
        restoreFails(destination, failure);
        return destination;
    }

    private static void restoreFails(Destination destination, FailureClass failure) {
        destination.phase = RestorePhase.RESTORE;
        destination.said(
                Ends.failed(destination.run().id(), failure, destination.run().startedAt()));
        destination.conclude(destination.run().startedAt());
        destination.pinned = Optional.of(new Pinned(SNAPSHOT.id(), "inputs-1"));
    }

    private static FailureClass failure(DestinationDecision decision) {
        return ((Conclude) decision).ended().outcome().orElseThrow().failure().failureClass();
    }

    private static MoverOutcome chosen(RunId run) {
        MoverOutcome good = Ends.good(run, NOW);
        return MoverOutcome.builder(run, RunResult.SUCCEEDED, good.startedAt(), good.endedAt())
                .snapshot(SNAPSHOT)
                .snapshots(List.of(SNAPSHOT))
                .explanation("the newest of 3")
                .build();
    }
}
