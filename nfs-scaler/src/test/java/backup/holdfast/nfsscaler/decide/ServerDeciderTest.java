package backup.holdfast.nfsscaler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerDeciderTest {
    private static final Instant START = Instant.parse("2026-11-20T04:00:00Z");
    private static final ProbePolicy POLICY = new ProbePolicy(Duration.ofSeconds(10), Duration.ofSeconds(1), 3, 2);

    private final Server server = new Server(POLICY, ServerState.unseen(START));

    @Test
    void shouldGoDownAtTheThresholdAndNoSooner() {
        server.probe("AAAA DD");
        assertThat(server.phase()).isEqualTo(Phase.UP);
        assertThat(server.need()).isEqualTo(Need.KEEP);

        server.probe("D");
        assertThat(server.phase()).isEqualTo(Phase.DOWN);
        assertThat(server.need()).isEqualTo(Need.ZERO);
    }

    @Test
    void shouldTakeNoNoticeOfOneLostProbe() {
        server.probe("AAAA D AA D AA DD AA");

        assertThat(server.phase()).isEqualTo(Phase.UP);
        assertThat(server.need()).isEqualTo(Need.RUN);
    }

    @Test
    void shouldComeBackAtTheThresholdAndNoSooner() {
        server.probe("AA DDD A");
        assertThat(server.phase()).isEqualTo(Phase.DOWN);
        assertThat(server.need()).isEqualTo(Need.KEEP);

        server.probe("A");
        assertThat(server.phase()).isEqualTo(Phase.UP);
        assertThat(server.need()).isEqualTo(Need.RUN);
    }

    @Test
    void shouldScaleNothingForAServerThatWasNeverSeen() {
        server.probe("DDDDDDDDDD");
        assertThat(server.state()).isEqualTo(ServerState.unseen(START));
        assertThat(server.need()).isEqualTo(Need.KEEP);

        server.probe("AA DDD");
        assertThat(server.need()).isEqualTo(Need.ZERO);
    }

    @Test
    void shouldNeitherTakeNorGiveBackOnUnclearAnswers() {
        server.probe("AA UUUUUUU");
        assertThat(server.phase()).isEqualTo(Phase.UP);
        assertThat(server.need()).isEqualTo(Need.KEEP);

        server.probe("DD U DD U DD");
        assertThat(server.phase()).isEqualTo(Phase.UP);

        server.probe("D");
        assertThat(server.phase()).isEqualTo(Phase.DOWN);
        server.probe("U");
        assertThat(server.phase()).isEqualTo(Phase.DOWN);
        assertThat(server.need()).isEqualTo(Need.KEEP);
    }

    @ParameterizedTest
    @CsvSource({"UP,D,KEEP,UP", "UP,A,KEEP,UP", "DOWN,A,KEEP,DOWN", "DOWN,D,KEEP,DOWN", "NEVER_SEEN,A,KEEP,NEVER_SEEN"})
    void shouldChangeNothingOnTheFirstAnswerAfterAStart(Phase remembered, String answer, Need need, Phase phase) {
        ProbePolicy hasty = new ProbePolicy(Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 1);
        Server restarted = new Server(hasty, new ServerState(remembered, START, List.of()));

        restarted.probe(answer);

        assertThat(restarted.need()).isEqualTo(need);
        assertThat(restarted.phase()).isEqualTo(phase);
    }

    @Test
    void shouldActOnTheSecondAnswerAfterAStartIfThresholdsAreOne() {
        ProbePolicy hasty = new ProbePolicy(Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 1);
        Server restarted = new Server(hasty, new ServerState(Phase.UP, START, List.of()));

        restarted.probe("DD");
        assertThat(restarted.need()).isEqualTo(Need.ZERO);
        restarted.probe("A");
        assertThat(restarted.need()).isEqualTo(Need.RUN);
    }

    @Test
    void shouldHoldOnAcrossARestart() {
        Server restarted = new Server(POLICY, new ServerState(Phase.DOWN, START, List.of(START)));
        assertThat(restarted.need()).isEqualTo(Need.KEEP);

        restarted.probe("DD");
        assertThat(restarted.need()).isEqualTo(Need.ZERO);
        assertThat(restarted.state().since()).isEqualTo(START);

        restarted.probe("AA");
        assertThat(restarted.need()).isEqualTo(Need.RUN);
    }

    /** A machine that slept: what was counted before says nothing about now. */
    @Test
    void shouldCountAnewAfterAHole() {
        server.probe("AAAA DD");
        server.sleep(Duration.ofMinutes(5));
        server.probe("D");
        assertThat(server.phase()).isEqualTo(Phase.UP);

        server.probe("DD");
        assertThat(server.phase()).isEqualTo(Phase.DOWN);
    }

    @Test
    void shouldWantMoreOfAServerThatKeepsGoingDown() {
        server.probe("AA DDD AA");
        assertThat(server.phase()).as("after the first time").isEqualTo(Phase.UP);

        server.probe("DDD AAA");
        assertThat(server.phase()).as("three of four after the second").isEqualTo(Phase.DOWN);
        server.probe("A");
        assertThat(server.phase()).isEqualTo(Phase.UP);

        server.probe("DDD AAAAAAA");
        assertThat(server.phase()).as("seven of eight after the third").isEqualTo(Phase.DOWN);
        server.probe("A");
        assertThat(server.phase()).isEqualTo(Phase.UP);
    }

    @Test
    void shouldForgiveAfterHalfAnHour() {
        server.probe("AA DDD AA DDD AAAA");
        assertThat(server.state().downs()).hasSize(2);

        server.probe("A".repeat(6 * 31));
        assertThat(server.state().downs()).isEmpty();
        server.probe("DDD AA");
        assertThat(server.phase()).isEqualTo(Phase.UP);
    }

    @ParameterizedTest
    @CsvSource({"0,2", "1,2", "2,4", "3,8", "4,16", "5,30", "60,30"})
    void shouldDoubleTheTrialUpToFiveMinutes(int downs, int successes) {
        assertThat(ServerDecider.successesAfter(downs, POLICY)).isEqualTo(successes);
    }

    @Test
    void shouldNeverAskForLessThanThePolicy() {
        ProbePolicy slow = new ProbePolicy(Duration.ofMinutes(10), Duration.ofSeconds(1), 3, 5);

        assertThat(ServerDecider.successesAfter(9, slow)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"'RUN,RUN',RUN", "'RUN,KEEP',KEEP", "'KEEP,ZERO',ZERO", "'RUN,ZERO',ZERO"})
    void shouldWantAllServersOfAWorkload(String needs, Need all) {
        assertThat(Need.of(List.of(needs.split(",")).stream().map(Need::valueOf).toList()))
                .isEqualTo(all);
    }

    /** A server probed every interval: A is alive, D dead, U unclear. */
    static final class Server {
        private final ProbePolicy policy;
        private ServerState state;
        private ProbeHistory history = ProbeHistory.NONE;
        private Instant now = START;

        Server(ProbePolicy policy, ServerState remembered) {
            this.policy = policy;
            this.state = remembered;
        }

        void probe(String findings) {
            findings.replace(" ", "").chars().forEach(letter -> probe(finding(letter)));
        }

        void probe(Finding finding) {
            history = history.plus(finding, now, now.plusMillis(3), policy);
            state = ServerDecider.next(state, history, policy, now);
            now = now.plus(policy.interval());
        }

        void sleep(Duration time) {
            now = now.plus(time);
        }

        /** As a new process finds it. */
        void restart() {
            history = ProbeHistory.NONE;
        }

        Phase phase() {
            return state.phase();
        }

        ServerState state() {
            return state;
        }

        Need need() {
            return ServerDecider.need(state, history, policy);
        }

        ProbeHistory history() {
            return history;
        }

        private static Finding finding(int letter) {
            return switch (letter) {
                case 'A' -> Finding.ALIVE;
                case 'D' -> Finding.DEAD;
                case 'U' -> Finding.UNCLEAR;
                default -> throw new IllegalArgumentException(Character.toString(letter));
            };
        }
    }
}
