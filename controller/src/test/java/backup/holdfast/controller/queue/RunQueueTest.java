package backup.holdfast.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer.Cause;
import backup.holdfast.controller.queue.Answer.Go;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.Urgency;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunQueueTest {
    private static final QueueLimits FOUR = new QueueLimits(Map.of(Place.Kind.ENDPOINT, 4));

    @Test
    void shouldRunSixtyThatAreDueAtOneMinuteAtTheConfiguredWidth() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(60);

        fleet.pass(Duration.ofSeconds(5));
        assertThat(fleet.running()).isEqualTo(4);
        assertThat(fleet.queue().positions().values()).hasSize(56).contains(1, 56);
        fleet.pass(Duration.ofMinutes(6));

        assertThat(fleet.widest()).isEqualTo(4);
        assertThat(fleet.successes()).hasSize(60);
        assertThat(fleet.starts().get(59))
                .as("the next starts when one ends")
                .isBefore(SimulatedFleet.START.plusSeconds(15 * 22));
        assertThat(fleet.queue().positions()).isEmpty();
    }

    @Test
    void shouldSayOnceWhatSomebodyWaitsFor() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(5);
        fleet.pass(Duration.ofSeconds(1));
        RunOwner last = fleet.owners().get("uid-4");

        Answer answer = fleet.queue().ask(fleet.application(last, Urgency.SCHEDULED));

        assertThat(answer)
                .isEqualTo(new Wait(Cause.ROOM, "waiting for room at storage endpoint minio:443 (4 at once)"));
        assertThat(fleet.answers().get("uid-4")).isEqualTo(answer);
    }

    @Test
    void shouldFailEachSourceOnceAtMostInAnHourOfOutageAndCatchUpOnce() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(60);
        fleet.pass(Duration.ofMinutes(8));
        assertThat(fleet.successes()).hasSize(60);
        fleet.successes().clear();
        fleet.dieFor(Duration.ofHours(1));
        fleet.allDue();

        fleet.pass(Duration.ofMinutes(59));
        assertThat(fleet.failures().values()).hasSizeLessThanOrEqualTo(8).containsOnly(1);
        assertThat(fleet.successes()).isEmpty();
        assertThat(fleet.answers().values())
                .filteredOn(Wait.class::isInstance)
                .hasSize(60)
                .allSatisfy(answer ->
                        assertThat(((Wait) answer).reason()).startsWith("storage endpoint minio:443 does not answer"));

        fleet.pass(Duration.ofMinutes(15));
        assertThat(fleet.successes()).hasSize(60);
        assertThat(fleet.successes().values()).as("caught up once").containsOnly(1);
        assertThat(fleet.widest()).isEqualTo(4);
    }

    @Test
    void shouldLetOthersFindOutWhereTheControllerSeesNothing() {
        SimulatedFleet fleet = SimulatedFleet.unseenByTheController(FOUR).of(60);
        fleet.dieFor(Duration.ofHours(1));

        fleet.pass(Duration.ofMinutes(59));
        assertThat(fleet.failures().values()).hasSizeBetween(5, 12).containsOnly(1);

        fleet.pass(Duration.ofMinutes(45));
        assertThat(fleet.successes()).hasSize(60);
        assertThat(fleet.failures().values()).containsOnly(1);
    }

    @Test
    void shouldHoldOneSourceAloneAsSoonAsTheControllerFindsTheSame() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(1);
        fleet.pass(Duration.ofMinutes(1));
        fleet.dieFor(Duration.ofMinutes(50));
        fleet.allDue();

        fleet.pass(Duration.ofMinutes(49));
        assertThat(fleet.failures()).containsEntry("uid-0", 1);
        fleet.pass(Duration.ofMinutes(10));
        assertThat(fleet.successes()).containsEntry("uid-0", 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldFailEachOfAFewOnceAtMostInAnHourWhereTheControllerSeesNothing(int sources) {
        SimulatedFleet fleet = SimulatedFleet.unseenByTheController(FOUR).of(sources);
        fleet.pass(Duration.ofMinutes(1));
        fleet.dieFor(Duration.ofHours(1));
        fleet.allDue();

        fleet.pass(Duration.ofMinutes(59));
        assertThat(fleet.failures().values()).hasSize(sources).containsOnly(1);
        assertThat(fleet.answers().values())
                .allSatisfy(answer ->
                        assertThat(((Wait) answer).reason()).startsWith("storage endpoint minio:443 does not answer"));

        fleet.pass(Duration.ofMinutes(15));
        assertThat(fleet.successes().values()).as("back by itself").containsOnly(2);
        assertThat(fleet.failures().values()).containsOnly(1);
    }

    /** At once, and again after the pauses of its source: somebody waits for it. */
    @ParameterizedTest
    @EnumSource
    void shouldLetSomebodyWhoAsksTryWhereItsSourceRests(Trial trial) {
        SimulatedFleet fleet = SimulatedFleet.unseenByTheController(FOUR).of(1);
        fleet.dieFor(Duration.ofMinutes(5));
        fleet.pass(Duration.ofMinutes(10));
        Application scheduled = fleet.application(fleet.owners().get("uid-0"), Urgency.SCHEDULED);

        assertThat(fleet.queue().ask(scheduled)).isInstanceOf(Wait.class);
        assertThat(fleet.queue()
                        .ask(new Application(
                                scheduled.owner(),
                                Urgency.REQUESTED,
                                scheduled.due(),
                                scheduled.footprint(),
                                scheduled.location(),
                                trial)))
                .isEqualTo(new Go());
    }

    @Test
    void shouldNeverHoldARestore() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(60);
        fleet.dieFor(Duration.ofHours(1));
        fleet.pass(Duration.ofMinutes(5));
        RunOwner destination = new RunOwner("ReplicationDestination", "ns", "d", "uid-d");

        assertThat(fleet.queue().endpoints().get("minio:443").isOpen()).isTrue();
        assertThat(fleet.queue().ask(fleet.application(destination, Urgency.RESTORE)))
                .isEqualTo(new Go());
    }

    @Test
    void shouldKeepTheWidthAndTheOutageOverARestart() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(60);
        fleet.pass(Duration.ofSeconds(5));
        fleet.restart();
        fleet.pass(Duration.ofSeconds(10));
        assertThat(fleet.widest()).isEqualTo(4);

        fleet.dieFor(Duration.ofMinutes(30));
        fleet.pass(Duration.ofMinutes(5));
        int failed = fleet.failures().size();
        fleet.restart();
        fleet.pass(Duration.ofMinutes(4));
        assertThat(fleet.failures()).hasSize(failed);

        fleet.pass(Duration.ofMinutes(50));
        assertThat(fleet.successes()).hasSize(60);
    }

    @Test
    void shouldPassOverThoseWhoAreGone() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(12);
        fleet.pass(Duration.ofSeconds(5));
        List.of("uid-0", "uid-1", "uid-4", "uid-5", "uid-6").forEach(fleet::delete);

        fleet.pass(Duration.ofMinutes(5));

        assertThat(fleet.successes()).hasSize(7);
        assertThat(fleet.queue().positions()).isEmpty();
    }

    @Test
    void shouldLetTheSameOneInTwiceWithoutCountingItTwice() {
        SimulatedFleet fleet = SimulatedFleet.seenByTheController(FOUR).of(0);
        for (int i = 0; i < 4; i++) {
            RunOwner owner = new RunOwner("ReplicationSource", "ns", "s" + i, "uid-" + i);
            Application asks = fleet.application(owner, Urgency.SCHEDULED);
            assertThat(fleet.queue().ask(asks)).isEqualTo(new Go());
            assertThat(fleet.queue().ask(asks))
                    .as("its first write met a conflict")
                    .isEqualTo(new Go());
        }
        RunOwner fifth = new RunOwner("ReplicationSource", "ns", "s5", "uid-5");

        assertThat(fleet.queue().ask(fleet.application(fifth, Urgency.SCHEDULED)))
                .isInstanceOf(Wait.class);
    }
}
