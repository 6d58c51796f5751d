package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.metrics.BuildInfo;
import backup.holdfast.controller.metrics.ImpedimentGauges;
import backup.holdfast.controller.metrics.LeaderGauge;
import backup.holdfast.controller.metrics.MetricFamilies;
import backup.holdfast.controller.metrics.MetricsBook;
import backup.holdfast.controller.metrics.PopulationCounters;
import backup.holdfast.controller.metrics.PopulationCounters.Result;
import backup.holdfast.controller.metrics.QueueGauges;
import backup.holdfast.controller.metrics.ReconcileHealth;
import backup.holdfast.controller.metrics.RecoveryGauges;
import backup.holdfast.controller.metrics.ReplicationGauges;
import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.populate.ClaimRequest;
import backup.holdfast.controller.populate.WaitingClaims;
import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.populate.Obstacle;
import backup.holdfast.replication.populate.Obstacle.Tell;
import backup.holdfast.replication.queue.EndpointHealth;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The documents name what the controller shows: all of it, and nothing else. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");

    @Test
    void shouldDescribeEveryFailureInItsOwnWords() throws IOException {
        List<String> rows = Stream.of(FailureClass.values())
                .map(failure ->
                        "| `" + failure.label() + "` | " + retry(failure.retry()) + " | " + failure.sentence() + " |")
                .toList();

        assertThat(lines("conditions.md"))
                .as("docs/conditions.md, table of failures")
                .containsSubsequence(rows);
    }

    @Test
    void shouldDescribeEveryConditionAndReason() throws IOException {
        Path folder = Path.of("src", "main", "java", "backup", "holdfast", "controller");
        String source = Files.readString(folder.resolve("source/SourceConditions.java"))
                + Files.readString(folder.resolve("sync/SyncConditions.java"))
                + Files.readString(folder.resolve("destination/DestinationConditions.java"));
        Path crds = ROOT.resolve(Path.of("crds", "src", "main", "java", "backup", "holdfast", "crds"));
        Set<String> names = words("\"([A-Z][A-Za-z]+)\"", source);
        for (String constants : List.of("ConditionReasons.java", "ConditionTypes.java")) {
            names.addAll(words("\"([A-Z][A-Za-z]+)\"", Files.readString(crds.resolve(constants))));
        }

        assertThat(names).contains("Ready", "KeepsEverything", "SyncInProgress");
        assertThat(words("`([A-Z][A-Za-z]+)`", text("conditions.md"))).containsAll(names);
    }

    @Test
    void shouldDescribeEveryEvent() throws IOException {
        Path controller = Path.of("src", "main", "java", "backup", "holdfast", "controller");
        Set<String> reasons = new TreeSet<>();
        for (String reporter : List.of(
                "source/SourceLooks.java",
                "source/SourceReports.java",
                "destination/DestinationReports.java",
                "sync/RunReports.java",
                "sync/LockWords.java",
                "mover/WaitEvent.java",
                "mover/copy/Copies.java",
                "mover/copy/CopyTriggers.java")) {
            reasons.addAll(words(
                    "\"((?:Backup|Lock|Look|Maintenance|Mover|Repository|Retention|Restore|Snapshot|No|VolumeSnapshot|PersistentVolumeClaim|SrcPVC)"
                            + "[A-Z][A-Za-z]+)\"",
                    Files.readString(controller.resolve(reporter))));
        }

        Path rule = Path.of("src/main/java/backup/holdfast/controller/stewardship/MandateRule.java");
        reasons.addAll(words("\"((?:VolSync|Schema)[A-Z][A-Za-z]+)\"", Files.readString(rule)));
        reasons.add(ConditionReasons.SCHEMA_OUTDATED);

        assertThat(reasons).contains("BackupSucceeded", "RepositoryCreated", "VolSyncActive");
        assertThat(section("conditions.md", "## Events")).isEqualTo(reasons);
    }

    @Test
    void shouldDescribeEveryEventOfAClaim() throws IOException {
        Path reports = Path.of("src/main/java/backup/holdfast/controller/populate/PopulationReports.java");
        Set<String> reasons = words("\"((?:VolSync|No|Snapshot)[A-Z][A-Za-z]+)\"", Files.readString(reports));
        Stream.of(Obstacle.values())
                .filter(obstacle -> obstacle.tell() != Tell.NOBODY)
                .map(Obstacle::reason)
                .forEach(reasons::add);

        assertThat(section("populator.md", "## When it stays Pending")).isEqualTo(reasons);
    }

    @Test
    void shouldDescribeEveryMetric() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ReplicationSource source = source();
        SyncCounters counters = new SyncCounters(registry, Clock.systemUTC());
        counters.appeared(source);
        counters.succeeded(source, Duration.ofSeconds(3));
        counters.failed(source, FailureClass.LOCKED);
        counters.maintenanceFailed(source, FailureClass.LOCKED);
        counters.lockMet(
                source,
                new LockMet("nas", "root", 17, NOW, Duration.ofMinutes(4), LockVerdict.KEPT, "it may be alive"));
        counters.appeared(destination());
        ReconcileHealth reconciling = new ReconcileHealth(registry);
        reconciling.reconciliationExecutionStarted(source, Map.of());
        PopulationCounters populations = new PopulationCounters(registry);
        populations.populated("default", "photos", Result.RESTORED, Duration.ofSeconds(3));
        populations.restored("default", "photos", 1);
        populations.failed("default", "photos", FailureClass.LOCKED);
        registry.getPrometheusRegistry().register(new WaitingClaims(() -> Stream.of(claim())));
        BuildInfo.of(DocumentsTest.class).bindTo(registry);
        LeaderGauge.register(registry, () -> true);
        ImpedimentGauges.register(registry, Set.of("VolSyncActive"), Set::of);
        List<MetricFamilies> families = new ArrayList<>(counters.families());
        families.add(new ReplicationGauges(
                () -> List.of(source),
                (object, now) -> false,
                () -> List.of(destination()),
                (object, now) -> false,
                Clock.fixed(NOW, ZoneOffset.UTC)));
        String uid = String.valueOf(source.getMetadata().getUid());
        registry.getPrometheusRegistry()
                .register(new QueueGauges(
                        () -> Stream.of(source),
                        () -> Map.of(uid, 1),
                        () -> Map.of("minio:9000", EndpointHealth.GOOD)));
        registry.getPrometheusRegistry().register(new RecoveryGauges(() -> Map.of(source, "Whole")));

        Set<String> served = words("(?m)^# TYPE (\\S+) ", page(new MetricsBook(registry, families)));
        assertThat(served).containsAll(countedNames());
        assertThat(words("(?m)^\\| `([a-z_]+)` \\|", text("metrics.md"))).isEqualTo(served);
    }

    @Test
    void shouldDescribeEveryOption() throws IOException {
        Set<String> options = new CommandLine(new Main())
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> option.longestName())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(words("(?m)^\\| `(--[a-z-]+)` \\|", text("running-locally.md")))
                .isEqualTo(options);
    }

    private static ClaimRequest claim() {
        return new ClaimRequest(
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .endMetadata()
                        .build(),
                "photos");
    }

    /** As Prometheus names them: without one of them the sample above is too small. */
    private static Set<String> countedNames() throws IOException {
        Path counters = Path.of("src/main/java/backup/holdfast/controller/metrics/SyncCounters.java");
        return words("\"((?:volsync|holdfast)\\.[a-z.]+)\"", Files.readString(counters)).stream()
                .map(name -> name.replace('.', '_')
                        + (name.endsWith("duration") || name.endsWith("age") ? "_seconds" : "_total"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With everything in its status that a gauge is made of. */
    private static ReplicationSource source() {
        return new KubernetesSerialization().unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata:
                  name: photos
                  namespace: default
                  uid: 5f0c7a52-6a3b-4f55-9f3e-0b3f6c1d2e4f
                  creationTimestamp: "2026-11-01T00:00:00Z"
                spec:
                  sourcePVC: photos
                  restic: {}
                status:
                  lastSyncTime: "2026-11-19T04:00:10Z"
                  nextSyncTime: "2026-11-20T04:00:00Z"
                  restic:
                    snapshotCount: 4
                    lastForget: "2026-11-19T04:00:09Z"
                    lastPruned: "2026-11-19T04:00:09Z"
                  lastRun:
                    id: hf-7c1e0000-20261119t040000
                    slot: "2026-11-19T04:00:00Z"
                    startedAt: "2026-11-19T04:00:01Z"
                    endedAt: "2026-11-19T04:00:10Z"
                    result: Succeeded
                    bytesAdded: 1
                    bytesProcessed: 2
                    filesTotal: 3
                """, ReplicationSource.class);
    }

    private static ReplicationDestination destination() {
        return new KubernetesSerialization().unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata: {name: back, namespace: default, creationTimestamp: "2026-11-01T00:00:00Z"}
                status:
                  selectedSnapshot: {id: 5d1c8f0e, time: "2026-11-20T04:00:02Z"}
                  lastRun: {result: Succeeded, bytesAdded: 1, bytesProcessed: 2}
                """, ReplicationDestination.class);
    }

    private static String retry(FailureClass.Retry retry) {
        return switch (retry) {
            case BACK_OFF -> "back-off";
            case BACK_OFF_OR_CHANGE -> "back-off or a change";
            case NEXT_SLOT -> "next slot";
            case NEEDS_CHANGE -> "needs a change";
        };
    }

    private static Set<String> section(String document, String heading) throws IOException {
        String text = text(document);
        String section = text.substring(text.indexOf(heading)).split("\n## ", 2)[0];
        return words("(?m)^\\| `([A-Za-z]+)` \\|", section);
    }

    private static String page(MetricsBook book) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        book.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Set<String> words(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> lines(String document) throws IOException {
        return text(document).lines().toList();
    }

    private static String text(String document) throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve(document));
    }
}
