package backup.holdfast.nfsscaler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.decide.Decision.Forget;
import backup.holdfast.nfsscaler.decide.Decision.Hold;
import backup.holdfast.nfsscaler.decide.Decision.Restore;
import backup.holdfast.nfsscaler.decide.Decision.ScaleToZero;
import backup.holdfast.nfsscaler.decide.Decision.Why;
import backup.holdfast.nfsscaler.decide.WorkloadFacts.Taken;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadDeciderTest {
    private static final Taken OURS = Taken.ours(3);
    private static final Taken THEIRS = Taken.theirs(3);

    static Stream<Arguments> table() {
        return Stream.of(
                row("takes what runs", 3, Taken.NOTHING, Need.ZERO, new ScaleToZero(3)),
                row("lets run", 3, Taken.NOTHING, Need.RUN, new Hold(Why.AS_IT_IS)),
                row("keeps when in doubt", 3, Taken.NOTHING, Need.KEEP, new Hold(Why.AS_IT_IS)),
                row("does not own a zero it did not make", 0, Taken.NOTHING, Need.ZERO, new Hold(Why.ZERO_ANYWAY)),
                row("gives back no zero it did not make", 0, Taken.NOTHING, Need.RUN, new Hold(Why.ZERO_ANYWAY)),
                row("holds", 0, OURS, Need.ZERO, new Hold(Why.HELD)),
                row("holds when in doubt", 0, OURS, Need.KEEP, new Hold(Why.HELD)),
                row("gives back", 0, OURS, Need.RUN, new Restore(3)),
                row("finishes what it announced", 3, OURS, Need.ZERO, new ScaleToZero(3)),
                row("remembers the newer wish", 5, OURS, Need.ZERO, new ScaleToZero(5)),
                row("forgets where somebody was quicker", 5, OURS, Need.RUN, new Forget()),
                row("leaves alone in doubt", 5, OURS, Need.KEEP, new Hold(Why.AS_IT_IS)),
                row("touches nothing of others", 3, THEIRS, Need.ZERO, new Hold(Why.OF_OTHERS)),
                row("gives back nothing of others", 0, THEIRS, Need.RUN, new Hold(Why.OF_OTHERS)),
                row("guesses nothing", 0, Taken.UNREADABLE, Need.RUN, new Hold(Why.SPOILT)),
                row("guesses nothing at any time", 0, Taken.UNREADABLE, Need.ZERO, new Hold(Why.SPOILT)),
                row("replaces a spoilt memory", 4, Taken.UNREADABLE, Need.ZERO, new ScaleToZero(4)),
                row("drops a spoilt memory", 4, Taken.UNREADABLE, Need.RUN, new Forget()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void shouldDecide(String name, int replicas, Taken taken, Need need, Decision decision) {
        assertThat(WorkloadDecider.decide(new WorkloadFacts(replicas, taken, false, false), need))
                .as(name)
                .isEqualTo(decision);
    }

    static Stream<Arguments> restoring() {
        return Stream.of(
                row("is not scaled up", 0, OURS, Need.RUN, new Hold(Why.RESTORING)),
                row("may be scaled down", 3, Taken.NOTHING, Need.ZERO, new ScaleToZero(3)),
                row("is left at zero", 0, Taken.NOTHING, Need.RUN, new Hold(Why.ZERO_ANYWAY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("restoring")
    void shouldRespectARestore(String name, int replicas, Taken taken, Need need, Decision decision) {
        assertThat(WorkloadDecider.decide(new WorkloadFacts(replicas, taken, true, false), need))
                .as(name)
                .isEqualTo(decision);
    }

    static Stream<Arguments> answered() {
        return Stream.of(
                row("is answered once", 2, OURS, Need.ZERO, new Hold(Why.PUT_BACK)),
                row("is new again", 2, Taken.NOTHING, Need.ZERO, new ScaleToZero(2)),
                row("may come back", 0, OURS, Need.RUN, new Restore(3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answered")
    void shouldNotFightWithinAnInterval(String name, int replicas, Taken taken, Need need, Decision decision) {
        assertThat(WorkloadDecider.decide(new WorkloadFacts(replicas, taken, false, true), need))
                .as(name)
                .isEqualTo(decision);
    }

    private static Arguments row(String name, int replicas, Taken taken, Need need, Decision decision) {
        return Arguments.of(name, replicas, taken, need, decision);
    }
}
