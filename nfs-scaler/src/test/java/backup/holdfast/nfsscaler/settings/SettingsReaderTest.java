package backup.holdfast.nfsscaler.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.crds.nfs.CronJobHandling;
import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.OnExportMissing;
import backup.holdfast.nfsscaler.decide.ProbePolicy;
import backup.holdfast.nfsscaler.settings.ScalerSettings.Authority;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
    private static final String SERVERS = "servers: [{name: nas, host: nas.home}]";

    @Test
    void shouldFillInWhatIsLeftOut() throws InvalidSpecException {
        NfsScaler scaler = scaler(SERVERS);

        assertThat(SettingsReader.read(scaler))
                .isEqualTo(new ScalerSettings(
                        "home",
                        scaler.getSpec().servers(),
                        new ProbePolicy(Duration.ofSeconds(10), Duration.ofMillis(1500), 3, 2),
                        OnExportMissing.IGNORE,
                        Optional.empty(),
                        new Selection(
                                Discovery.MOUNTS,
                                List.of(),
                                Set.of(),
                                Set.of(),
                                Optional.empty(),
                                CronJobHandling.SUSPEND,
                                List.of()),
                        new Pace(10, Duration.ofSeconds(5)),
                        Authority.ENFORCE));
    }

    @Test
    void shouldTakeWhatIsSaid() throws InvalidSpecException {
        ScalerSettings settings = SettingsReader.read(scaler(SERVERS + """

                probe: {interval: 1m30s, timeout: 800ms, failureThreshold: 5, successThreshold: 4}
                scaleUp: {atOnce: 1, every: 1h}
                onExportMissing: Scale
                mode: Observe
                """));

        assertThat(settings.probes()).isEqualTo(new ProbePolicy(Duration.ofSeconds(90), Duration.ofMillis(800), 5, 4));
        assertThat(settings.pace()).isEqualTo(new Pace(1, Duration.ofHours(1)));
        assertThat(settings.onExportMissing()).isEqualTo(OnExportMissing.SCALE);
        assertThat(settings.authority()).isEqualTo(Authority.OBSERVE);
    }

    @Test
    void shouldNotTimeOutLaterThanTheNextProbe() throws InvalidSpecException {
        assertThat(SettingsReader.read(scaler(SERVERS + "\nprobe: {interval: 1s}"))
                        .probes()
                        .timeout())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldPauseInAnyMode() throws InvalidSpecException {
        assertThat(SettingsReader.read(scaler(SERVERS + "\npaused: true\nmode: Observe"))
                        .authority())
                .isEqualTo(Authority.PAUSED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                        | spec.servers is empty: name at least one server.
                    servers: [{name: a, host: x}, {name: a, host: y}] | spec.servers names "a" twice: rename one.
                    servers: [{name: a}]                      | spec.servers[a] needs a name and a host.
                    servers: [{name: a, host: x, port: 0}]    | spec.servers[a]: 0 is no port.
                    servers: [{name: a, host: x, protocol: v5}] | spec.servers[a].protocol must be auto, v3 or v4.
                    servers: [{name: a, host: x, exports: [e]}] | spec.servers[a].exports: an export is an absolute path such as /mnt/tank/media.
                    servers: [{name: a, host: x, exports: [/e, /e]}] | spec.servers[a].exports names an export twice.
                    """)
    void shouldSayWhichServerIsWrong(String spec, String message) {
        assertThatThrownBy(() -> SettingsReader.read(scaler(spec.equals("{}") ? "paused: false" : spec)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    probe: {interval: often}       | spec.probe.interval is no duration: write numbers with the units h, m, s or ms, such as 10s or 1m30s.
                    probe: {timeout: 0s}           | spec.probe.timeout is no duration: write numbers with the units h, m, s or ms, such as 10s or 1m30s.
                    probe: {timeout: 11s}          | spec.probe.timeout is longer than spec.probe.interval: shorten it.
                    probe: {failureThreshold: 0}   | spec.probe.failureThreshold must be at least 1.
                    scaleUp: {atOnce: 0}           | spec.scaleUp.atOnce must be at least 1.
                    mode: Later                    | spec.mode must be Enforce or Observe.
                    onExportMissing: Panic         | spec.onExportMissing must be Ignore or Scale.
                    workloads: {discover: Guess}   | spec.workloads.discover must be Mounts or None.
                    workloads: {cronJobs: Delete}  | spec.workloads.cronJobs must be Suspend or Leave.
                    workloads: {selectors: [{servers: [b], selector: {}}]} | spec.workloads.selectors names the server "b", which spec.servers does not have: correct the name.
                    """)
    void shouldSayWhichFieldIsWrong(String field, String message) {
        assertThatThrownBy(() -> SettingsReader.read(scaler(SERVERS + "\n" + field)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage(message);
    }

    private static NfsScaler scaler(String spec) {
        return new KubernetesSerialization()
                .unmarshal(
                        "apiVersion: holdfast.backup/v1alpha1\nkind: NfsScaler\nmetadata: {name: home}\nspec:\n"
                                + spec.indent(2),
                        NfsScaler.class);
    }
}
