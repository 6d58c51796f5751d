package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {

    private static final ProbeResult FOUND = new ProbeResult.Unknown(UnknownReason.STOPPED, "a test");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final VirtualTimer timer = new VirtualTimer();
    private final List<String> probed = new ArrayList<>();
    private final List<ProbeReport> reports = new ArrayList<>();
    private Duration probeTakes = Duration.ZERO;

    private final ProbeLoop loop = new ProbeLoop(
            (target, limits) -> {
                probed.add(target.name() + "@" + timer.elapsed().toSeconds());
                timer.spend(probeTakes);
                return FOUND;
            },
            reports::add,
            timer,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldProbeAtOnceAndThenAtTheInterval() {
        loop.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(25));

        assertThat(probed).containsExactly("nas@0", "nas@10", "nas@20");
        assertThat(reports)
                .hasSize(3)
                .allSatisfy(report -> assertThat(report)
                        .isEqualTo(new ProbeReport("nfs", NfsServer.of("nas", "nas.home"), FOUND, NOW, NOW)));
    }

    @Test
    void shouldNeverProbeOnTheThreadThatAsksForIt() {
        loop.watch("nfs", List.of(every(10, "nas")));

        assertThat(probed).isEmpty();
    }

    @Test
    void shouldProbeServersIndependently() {
        loop.watch("nfs", List.of(every(10, "nas"), every(4, "clone")));
        timer.pass(Duration.ofSeconds(12));

        assertThat(probed).containsExactlyInAnyOrder("nas@0", "nas@10", "clone@0", "clone@4", "clone@8", "clone@12");
    }

    @Test
    void shouldKeepItsBeatWhenProbesTakeTime() {
        probeTakes = Duration.ofSeconds(3);
        loop.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(25));

        assertThat(probed).containsExactly("nas@0", "nas@10", "nas@20");
    }

    @Test
    void shouldLeaveOutWhatASlowProbeOverlapped() {
        probeTakes = Duration.ofSeconds(11);
        loop.watch("nfs", List.of(every(5, "nas")));
        timer.pass(Duration.ofSeconds(31));

        assertThat(probed).containsExactly("nas@0", "nas@15", "nas@30");
    }

    @Test
    void shouldNotDisturbAServerThatIsAskedForAgainInTheSameWay() {
        loop.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(5));
        loop.watch("nfs", List.of(every(10, "nas"), every(10, "clone")));
        timer.pass(Duration.ofSeconds(6));

        assertThat(probed).containsExactly("nas@0", "clone@5", "nas@10");
    }

    @Test
    void shouldProbeAChangedServerAtOnceInItsNewWayOnly() {
        loop.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(5));
        loop.watch("nfs", List.of(every(4, "nas")));
        timer.pass(Duration.ofSeconds(6));

        assertThat(probed).containsExactly("nas@0", "nas@5", "nas@9");
    }

    @Test
    void shouldForgetAServerThatIsWatchedNoMore() {
        loop.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(1));
        loop.watch("nfs", List.of());
        timer.pass(Duration.ofSeconds(30));

        assertThat(probed).containsExactly("nas@0");
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void shouldNotReportWhatItIsNoLongerAskedFor() {
        ProbeLoop[] own = new ProbeLoop[1];
        own[0] = new ProbeLoop(
                (target, limits) -> {
                    own[0].watch("nfs", List.of());
                    return FOUND;
                },
                reports::add,
                timer,
                Clock.fixed(NOW, ZoneOffset.UTC));
        own[0].watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(1));

        assertThat(reports).isEmpty();
    }

    @Test
    void shouldKeepOwnersApart() {
        loop.watch("home", List.of(every(10, "nas")));
        loop.watch("lab", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(1));
        loop.watch("lab", List.of());
        timer.pass(Duration.ofSeconds(10));

        assertThat(reports).extracting(ProbeReport::owner).containsExactly("home", "lab", "home");
    }

    @Test
    void shouldGoOnAfterAListenerThatThrows() {
        ProbeLoop clumsy = new ProbeLoop(
                (target, limits) -> {
                    probed.add(target.name());
                    return FOUND;
                },
                report -> {
                    throw new IllegalStateException("a test");
                },
                timer,
                Clock.fixed(NOW, ZoneOffset.UTC));
        clumsy.watch("nfs", List.of(every(10, "nas")));
        timer.pass(Duration.ofSeconds(15));

        assertThat(probed).containsExactly("nas", "nas");
    }

    @Test
    void shouldRefuseTwoServersOfOneName() {
        assertThatThrownBy(() -> loop.watch("nfs", List.of(every(10, "nas"), every(5, "nas"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nfs names a server twice: nas");
    }

    @Test
    void shouldProbeNothingOnceClosed() {
        loop.watch("nfs", List.of(every(10, "nas")));
        loop.close();
        timer.pass(Duration.ofSeconds(30));

        assertThat(probed).isEmpty();
    }

    private static WatchedServer every(int seconds, String name) {
        return new WatchedServer(
                NfsServer.of(name, name + ".home"),
                Duration.ofSeconds(seconds),
                new ProbeLimits(Duration.ofSeconds(2)));
    }
}
