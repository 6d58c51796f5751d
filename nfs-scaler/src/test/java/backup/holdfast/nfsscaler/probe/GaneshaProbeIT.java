package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import backup.holdfast.testsupport.nfs.GaneshaServer;
import backup.holdfast.testsupport.nfs.ServedVersions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaneshaProbeIT {

    /** For servers that answer: never used up, however busy the machine. */
    private static final Duration PLENTY = Duration.ofSeconds(20);
    /** For servers that do not. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** How much later than its deadline a probe may end on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final RpcNfsProbe probe = RpcNfsProbe.ofThisMachine();

    @ParameterizedTest
    @CsvSource({"V4, AUTO, V4", "V4, V4, V4", "V3, AUTO, V3", "V3, V3, V3"})
    void shouldFindWhatIsExportedAndMissWhatIsNot(ServedVersions served, NfsProtocol asked, NfsVersion spoken) {
        try (GaneshaServer server = GaneshaServer.start(served, "/media", "/mnt/tank/backup")) {
            assertReachable(server, asked, spoken, "/media", "/mnt/tank/backup");

            ProbeResult missing = ask(server, asked, "/media", "/mnt/tank/nope");

            assertThat(missing)
                    .isInstanceOfSatisfying(
                            ProbeResult.ExportMissing.class,
                            found -> assertThat(found.exports())
                                    .extracting(ExportCheck::path, ExportCheck::state)
                                    .containsExactly(
                                            tuple("/media", ExportState.PRESENT),
                                            tuple("/mnt/tank/nope", ExportState.MISSING)));
        }
    }

    @ParameterizedTest
    @CsvSource({"V4, V4", "V3, V3"})
    void shouldNoticeThatAnExportGoesAndComesBack(ServedVersions served, NfsVersion spoken) {
        try (GaneshaServer server = GaneshaServer.start(served, "/media", "/backup")) {
            assertReachable(server, NfsProtocol.AUTO, spoken, "/media");

            server.export("/backup");
            assertThat(ask(server, NfsProtocol.AUTO, "/media"))
                    .isInstanceOfSatisfying(
                            ProbeResult.ExportMissing.class,
                            found -> assertThat(found.gone())
                                    .extracting(ExportCheck::path)
                                    .containsExactly("/media"));

            server.export("/backup", "/media");
            assertReachable(server, NfsProtocol.AUTO, spoken, "/media");
        }
    }

    @ParameterizedTest
    @CsvSource({"V4, V4", "V3, V3"})
    void shouldSeeItFreezeThawDieAndReturn(ServedVersions served, NfsVersion spoken) {
        try (GaneshaServer server = GaneshaServer.start(served, "/media")) {
            assertReachable(server, NfsProtocol.AUTO, spoken, "/media");

            server.freeze();
            long start = System.nanoTime();
            ProbeResult frozen = ask(TIMEOUT, server, NfsProtocol.AUTO, "/media");
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(frozen)
                    .isEqualTo(new ProbeResult.Unreachable(UnreachableReason.REPLY_TIMED_OUT, "nothing came in time"));
            assertThat(took).isBetween(TIMEOUT, TIMEOUT.plus(SLACK));

            server.thaw();
            assertReachable(server, NfsProtocol.AUTO, spoken, "/media");

            server.kill();
            assertThat(ask(server, NfsProtocol.AUTO, "/media"))
                    .isEqualTo(new ProbeResult.Unreachable(UnreachableReason.REFUSED, "127.0.0.1: Connection refused"));

            server.restart();
            assertReachable(server, NfsProtocol.AUTO, spoken, "/media");
        }
    }

    @Test
    void shouldCallAServerWithoutVersion40AliveAndItsExportsUnchecked() {
        try (GaneshaServer server = GaneshaServer.start(ServedVersions.V4_WITHOUT_0, "/media")) {
            assertThat(ask(server, NfsProtocol.AUTO, "/media"))
                    .isInstanceOfSatisfying(
                            ProbeResult.Reachable.class,
                            reachable -> assertThat(reachable.exports())
                                    .containsExactly(
                                            new ExportCheck("/media", ExportState.NOT_CHECKED, "MINOR_VERS_MISMATCH")));
        }
    }

    @Test
    void shouldCallAServerAliveThatServesAnotherVersionThanItIsAskedFor() {
        try (GaneshaServer server = GaneshaServer.start(ServedVersions.V4, "/media")) {
            assertThat(ask(server, NfsProtocol.V3, "/media"))
                    .isInstanceOfSatisfying(ProbeResult.Reachable.class, reachable -> {
                        assertThat(reachable.version()).isEmpty();
                        assertThat(reachable.exports())
                                .containsExactly(new ExportCheck(
                                        "/media", ExportState.NOT_CHECKED, "serves only versions 4 to 4"));
                    });
        }
    }

    private void assertReachable(GaneshaServer server, NfsProtocol asked, NfsVersion spoken, String... exports) {
        assertThat(ask(server, asked, exports)).isInstanceOfSatisfying(ProbeResult.Reachable.class, reachable -> {
            assertThat(reachable.version()).contains(spoken);
            assertThat(reachable.exports()).isEqualTo(present(exports));
            assertThat(reachable.latency()).isPositive().isLessThan(PLENTY);
        });
    }

    private static List<ExportCheck> present(String... paths) {
        return Arrays.stream(paths)
                .map(path -> new ExportCheck(path, ExportState.PRESENT, "found"))
                .toList();
    }

    private ProbeResult ask(GaneshaServer server, NfsProtocol protocol, String... exports) {
        return ask(PLENTY, server, protocol, exports);
    }

    private ProbeResult ask(Duration timeout, GaneshaServer server, NfsProtocol protocol, String... exports) {
        return probe.probe(
                NfsServer.of("nas", server.host(), exports)
                        .withPort(server.port())
                        .withMountPort(server.mountPort())
                        .withProtocol(protocol),
                new ProbeLimits(timeout));
    }
}
