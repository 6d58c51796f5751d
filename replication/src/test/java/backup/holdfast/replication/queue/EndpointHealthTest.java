package backup.holdfast.replication.queue;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.queue.EndpointHealth.View;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointHealthTest {
    private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");

    @Test
    void shouldOpenWhenTwoSourcesFindItSilentWithinFiveMinutes() {
        EndpointHealth one = EndpointHealth.GOOD.silentFor("a", START, View.OF_RUNS_ONLY);

        assertThat(one.isOpen()).isFalse();
        assertThat(one.silentFor("b", after(5), View.OF_RUNS_ONLY).isOpen()).isTrue();
        assertThat(one.silentFor("b", after(6), View.OF_RUNS_ONLY).isOpen()).isFalse();
    }

    @Test
    void shouldOpenWhenThreeSourcesFindItSilentHoweverLongThatTakes() {
        EndpointHealth two = EndpointHealth.GOOD
                .silentFor("a", START, View.OF_RUNS_ONLY)
                .silentFor("b", after(60), View.OF_RUNS_ONLY);

        assertThat(two.isOpen()).isFalse();
        assertThat(two.silentFor("c", after(120), View.OF_RUNS_ONLY).isOpen()).isTrue();
        assertThat(two.answered(after(90))
                        .silentFor("c", after(120), View.OF_RUNS_ONLY)
                        .isOpen())
                .as("it answered in between")
                .isFalse();
    }

    @Test
    void shouldNotOpenForOneSourceThatFailsAgainAndAgain() {
        EndpointHealth health = EndpointHealth.GOOD;
        for (int minute = 0; minute < 60; minute++) {
            health = health.silentFor("a", after(minute), View.OF_RUNS_ONLY);
        }

        assertThat(health.isOpen()).isFalse();
    }

    @Test
    void shouldLetASourceThatFoundItSilentRestForAnHourWhereTheControllerSeesNothing() {
        EndpointHealth health = EndpointHealth.GOOD.silentFor("a", START, View.OF_RUNS_ONLY);

        assertThat(health.restsUntil("a", View.OF_RUNS_ONLY, after(59))).contains(after(60));
        assertThat(health.restsUntil("a", View.OF_RUNS_ONLY, after(60))).isEmpty();
        assertThat(health.restsUntil("b", View.OF_RUNS_ONLY, after(1)))
                .as("it knows nothing of that")
                .isEmpty();
        assertThat(health.restsUntil("a", View.OWN, after(1)))
                .as("the controller finds out")
                .isEmpty();
        assertThat(health.answered(after(10)).restsUntil("a", View.OF_RUNS_ONLY, after(10)))
                .as("somebody got through")
                .isEmpty();
    }

    @Test
    void shouldLetItsSourcesRestDuringAnOutageThatOnlyTheyCanSee() {
        assertThat(open(View.OF_RUNS_ONLY).restsUntil("a", View.OF_RUNS_ONLY, after(30)))
                .contains(after(60));
        assertThat(open(View.OWN).lookedWell(after(30)).restsUntil("a", View.OWN, after(30)))
                .isEmpty();
    }

    @Test
    void shouldOpenForOneSourceWhenTheControllerFindsTheSame() {
        EndpointHealth health = EndpointHealth.GOOD.silentFor("a", START, View.OWN);

        assertThat(health.lookedWell(after(0)).isOpen()).isFalse();
        assertThat(health.lookedInVain(after(0)).isOpen()).isTrue();
        assertThat(EndpointHealth.GOOD.lookedInVain(after(0)).isOpen())
                .as("no run has complained")
                .isFalse();
    }

    @Test
    void shouldLookLessAndLessOftenButAtLeastEveryFiveMinutes() {
        EndpointHealth health =
                EndpointHealth.GOOD.silentFor("a", START, View.OWN).lookedInVain(START);

        assertThat(health.isLookDue(START.plusSeconds(29))).isFalse();
        assertThat(health.isLookDue(START.plusSeconds(30))).isTrue();
        for (int i = 0; i < 10; i++) {
            health = health.lookedInVain(START);
        }
        assertThat(health.isLookDue(START.plusSeconds(299))).isFalse();
        assertThat(health.isLookDue(START.plusSeconds(300))).isTrue();
    }

    @Test
    void shouldLetOneRunTryWhenTheControllerHasBeenAnswered() {
        EndpointHealth silent =
                EndpointHealth.GOOD.silentFor("a", START, View.OWN).lookedInVain(START);
        assertThat(silent.isTrialDue(after(59))).isFalse();

        EndpointHealth back = silent.lookedWell(after(10));
        assertThat(back.isTrialDue(after(10))).isTrue();
        EndpointHealth tried = back.tried("b", after(10));
        assertThat(tried.isTrialDue(after(11))).as("one at a time").isFalse();

        EndpointHealth closed = tried.answered(after(11));
        assertThat(closed.isOpen()).isFalse();
    }

    @Test
    void shouldLetRunsTryLessAndLessOftenWhereTheControllerSeesNothing() {
        EndpointHealth health = open(View.OF_RUNS_ONLY);
        assertThat(health.isLookDue(after(600))).as("no way from here").isFalse();
        int minute = 0;
        for (int pause : new int[] {5, 10, 20, 30, 30}) {
            assertThat(health.isTrialDue(after(minute + pause - 1))).isFalse();
            minute += pause;
            assertThat(health.isTrialDue(after(minute)))
                    .as("after %d min", pause)
                    .isTrue();
            health = health.tried("x", after(minute)).silentFor("x", after(minute), View.OF_RUNS_ONLY);
        }
    }

    @Test
    void shouldLetARunTryOnceAnHourWhateverTheControllerSees() {
        EndpointHealth health = open(View.OWN);
        for (int minute = 0; minute <= 60; minute += 5) {
            assertThat(health.isTrialDue(after(minute))).isEqualTo(minute == 60);
            health = health.lookedInVain(after(minute));
        }
    }

    @Test
    void shouldNotRushTrialsOnAStoreThatGreetsButDoesNotServe() {
        EndpointHealth health = open(View.OWN)
                .lookedWell(after(1))
                .tried("x", after(1))
                .silentFor("x", after(1), View.OWN)
                .lookedWell(after(2));

        assertThat(health.isTrialDue(after(5))).isFalse();
        assertThat(health.isTrialDue(after(6))).isTrue();
    }

    @Test
    void shouldGoOnToAnotherTrialWhenOneEndsWithoutAWord() {
        EndpointHealth tried = open(View.OF_RUNS_ONLY).tried("x", after(5));

        assertThat(tried.withoutWord("somebody else").isTrialDue(after(6))).isFalse();
        assertThat(tried.withoutWord("x").isTrialDue(after(6))).isTrue();
    }

    @Test
    void shouldTakeATrialThatWorksForLongForAnAnswer() {
        EndpointHealth tried = open(View.OF_RUNS_ONLY).tried("x", after(5));

        assertThat(tried.asOf(after(25)).isOpen()).isTrue();
        assertThat(tried.asOf(after(26)).isOpen()).isFalse();
    }

    @Test
    void shouldSpreadThoseWhoWaitedAlwaysInTheSameWay() {
        EndpointHealth closed = open(View.OF_RUNS_ONLY).answered(after(30));

        Set<Instant> starts = IntStream.range(0, 60)
                .mapToObj(i -> closed.startsAt("uid-" + i, after(30)).orElse(after(30)))
                .collect(Collectors.toSet());

        assertThat(starts).hasSizeGreaterThan(55).allMatch(at -> at.isBefore(after(31)));
        assertThat(closed.startsAt("uid-1", after(30))).isEqualTo(closed.startsAt("uid-1", after(30)));
        assertThat(closed.startsAt("uid-1", after(31))).isEmpty();
        assertThat(EndpointHealth.GOOD.startsAt("uid-1", START)).isEmpty();
    }

    private static EndpointHealth open(View view) {
        return EndpointHealth.GOOD.silentFor("a", START, view).silentFor("b", START, view);
    }

    private static Instant after(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }
}
