package backup.holdfast.nfsscaler.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.metrics.NfsMetrics.Availability;
import backup.holdfast.nfsscaler.metrics.NfsMetrics.HeldWorkload;
import backup.holdfast.nfsscaler.probe.NfsServer;
import backup.holdfast.nfsscaler.probe.ProbeReport;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import backup.holdfast.nfsscaler.probe.UnreachableReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final NfsMetrics metrics = new NfsMetrics(registry);

    @Test
    void shouldShowServersProbesAndWhatIsHeld() {
        fill();

        assertThat(registry.scrape()).isEqualTo("""
                # HELP holdfast_nfs_probe_latency_seconds \s
                # TYPE holdfast_nfs_probe_latency_seconds gauge
                holdfast_nfs_probe_latency_seconds{scaler="home",server="nas"} 0.0025
                # HELP holdfast_nfs_probes_total \s
                # TYPE holdfast_nfs_probes_total counter
                holdfast_nfs_probes_total{result="reachable",scaler="home",server="nas"} 2.0
                holdfast_nfs_probes_total{result="unreachable",scaler="home",server="nas"} 1.0
                # HELP holdfast_nfs_scale_down_delay_seconds \s
                # TYPE holdfast_nfs_scale_down_delay_seconds summary
                holdfast_nfs_scale_down_delay_seconds_count{scaler="home",server="nas"} 1
                holdfast_nfs_scale_down_delay_seconds_sum{scaler="home",server="nas"} 21.5
                # HELP holdfast_nfs_scale_down_delay_seconds_max \s
                # TYPE holdfast_nfs_scale_down_delay_seconds_max gauge
                holdfast_nfs_scale_down_delay_seconds_max{scaler="home",server="nas"} 21.5
                # HELP holdfast_nfs_server_up \s
                # TYPE holdfast_nfs_server_up gauge
                holdfast_nfs_server_up{scaler="home",server="nas"} 0.0
                # HELP holdfast_nfs_workload_held_since_timestamp_seconds \s
                # TYPE holdfast_nfs_workload_held_since_timestamp_seconds gauge
                holdfast_nfs_workload_held_since_timestamp_seconds{kind="Deployment",namespace="media",scaler="home",workload="plex"} 1.7951472E9
                # HELP holdfast_nfs_workloads_failed \s
                # TYPE holdfast_nfs_workloads_failed gauge
                holdfast_nfs_workloads_failed{scaler="home"} 0.0
                # HELP holdfast_nfs_workloads_held \s
                # TYPE holdfast_nfs_workloads_held gauge
                holdfast_nfs_workloads_held{scaler="home"} 1.0
                # HELP holdfast_nfs_workloads_put_back \s
                # TYPE holdfast_nfs_workloads_put_back gauge
                holdfast_nfs_workloads_put_back{scaler="home"} 1.0
                # HELP holdfast_nfs_workloads_watched \s
                # TYPE holdfast_nfs_workloads_watched gauge
                holdfast_nfs_workloads_watched{scaler="home"} 7.0
                """);
    }

    @Test
    void shouldForgetAWorkloadThatCameBackAndAServerThatWasRemoved() {
        fill();

        metrics.workloads("home", 7, List.of(), 0, 0);
        metrics.retainServers("home", Set.of("other"));

        assertThat(names())
                .containsExactly(
                        "holdfast_nfs_workloads_failed",
                        "holdfast_nfs_workloads_held",
                        "holdfast_nfs_workloads_put_back",
                        "holdfast_nfs_workloads_watched");
    }

    @Test
    void shouldForgetAnNfsScaler() {
        fill();

        metrics.forget("home");

        assertThat(registry.scrape()).isEmpty();
    }

    @Test
    void shouldDescribeEveryMetric() throws IOException {
        fill();
        Path document = Path.of(System.getProperty("holdfast.root"), "docs", "nfs-scaler.md");

        assertThat(matches("(?m)^\\| `(holdfast_nfs_[a-z_]+)` \\|", Files.readString(document)))
                .isEqualTo(names());
    }

    private void fill() {
        metrics.probed(report(new ProbeResult.Reachable(Duration.ofNanos(1_500_000), Optional.empty(), List.of())));
        metrics.probed(report(new ProbeResult.Reachable(Duration.ofNanos(2_500_000), Optional.empty(), List.of())));
        metrics.probed(report(new ProbeResult.Unreachable(UnreachableReason.REFUSED, "refused")));
        metrics.server("home", "nas", Availability.UP);
        metrics.server("home", "nas", Availability.DOWN);
        metrics.workloads("home", 7, List.of(new HeldWorkload("Deployment", "media", "plex", NOW)), 1, 0);
        metrics.scaledDown("home", "nas", Duration.ofMillis(21_500));
    }

    private Set<String> names() {
        return matches("(?m)^# TYPE (\\S+) ", registry.scrape());
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ProbeReport report(ProbeResult result) {
        return new ProbeReport("home", NfsServer.of("nas", "nas.home"), result, NOW, NOW);
    }
}
