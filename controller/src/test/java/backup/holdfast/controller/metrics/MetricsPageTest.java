package backup.holdfast.controller.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.queue.EndpointHealth;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    private static final ReplicationSource NEW = source("""
            metadata: {name: new, namespace: apps, uid: n, creationTimestamp: "2026-11-20T11:59:59Z"}
            spec: {paused: true}
            """);
    private static final ReplicationSource GOOD = source("""
            metadata: {name: photos, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
            spec: {}
            status:
              lastSyncTime: "2026-11-20T04:01:06Z"
              nextSyncTime: "2026-11-21T04:00:00Z"
              restic:
                snapshotCount: 17
                lastForget: "2026-11-20T04:00:50Z"
                lastPruned: "2026-11-15T04:01:00Z"
              lastRun:
                result: Succeeded
                slot: "2026-11-20T04:00:00Z"
                startedAt: "2026-11-20T04:00:01.250Z"
                endedAt: "2026-11-20T04:01:06.280Z"
                bytesAdded: 789
                bytesProcessed: 3456
                filesTotal: 12
            """);
    private static final ReplicationSource FAILING = source("""
            metadata: {name: music, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
            spec: {}
            status:
              lastSyncTime: "2026-11-18T04:00:30Z"
              nextSyncTime: "2026-11-20T13:00:00Z"
              consecutiveFailures: 3
              conditions:
                - {type: Stalled, status: "True", reason: WrongPassword}
                - {type: Synchronizing, status: "True", reason: SyncInProgress, message: "Synchronization in-progress: the mover's image can't be pulled. The Event has the node's words."}
              maintenance: {failureClass: Locked, step: forget, attempts: 2}
              restic:
                retentionFrozen: {reason: "the volume is nearly empty"}
              run: {id: hf-00000000-20261120t120000, startedAt: "2026-11-20T12:00:00Z"}
              lastRun:
                result: Failed
                failureClass: Unreachable
                slot: "2026-11-20T11:00:00Z"
                startedAt: "2026-11-20T11:30:00Z"
                endedAt: "2026-11-20T11:31:00Z"
            """);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SyncCounters counters = new SyncCounters(registry, NOON);
    private List<ReplicationSource> sources = List.of(NEW, GOOD, FAILING);
    private List<ReplicationDestination> destinations = List.of();

    @Test
    void shouldShowRestoresBesideBackups() {
        sources = List.of();
        destinations = List.of(destination("""
                        metadata: {name: good, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
                        status:
                          selectedSnapshot: {id: 5d1c8f0e, time: "2026-11-20T04:00:02Z"}
                          lastRun: {result: Succeeded, snapshotId: 5d1c8f0e, bytesAdded: 456, bytesProcessed: 3456,
                                    startedAt: "2026-11-20T11:30:00Z", endedAt: "2026-11-20T11:31:00Z"}
                        """), destination("""
                        metadata: {name: half, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
                        status:
                          consecutiveFailures: 1
                          lastRun: {result: Failed, failureClass: Killed, snapshotId: 5d1c8f0e}
                        """), destination("""
                        metadata: {name: unfound, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
                        status:
                          consecutiveFailures: 1
                          lastRun: {result: Failed, failureClass: Unreachable}
                        """), destination("""
                        metadata: {name: empty, namespace: media, creationTimestamp: "2026-11-01T10:00:00Z"}
                        status:
                          lastRun: {result: NoSnapshot}
                        """));

        assertThat(page().lines()
                        .filter(line -> line.startsWith("holdfast_rest")
                                || line.startsWith("holdfast_last_re")
                                || line.startsWith("holdfast_last_run_d")))
                .extracting(
                        line -> line.replaceAll(",obj_namespace=.*}", "").replace("{method=\"restic\",obj_name=", " "))
                .containsExactly(
                        "holdfast_last_restore_snapshot_bytes \"good\" 3456.0",
                        "holdfast_last_restore_written_bytes \"good\" 456.0",
                        "holdfast_last_run_duration_seconds \"good\" 60.0",
                        "holdfast_restore_unfinished \"empty\" 0.0",
                        "holdfast_restore_unfinished \"good\" 0.0",
                        "holdfast_restore_unfinished \"half\" 1.0",
                        "holdfast_restore_unfinished \"unfound\" 0.0",
                        "holdfast_restored_empty \"empty\" 1.0",
                        "holdfast_restored_empty \"good\" 0.0",
                        "holdfast_restored_empty \"half\" 0.0",
                        "holdfast_restored_empty \"unfound\" 0.0",
                        "holdfast_restored_snapshot_timestamp_seconds \"good\" 1.795147202E9");
    }

    private static ReplicationDestination destination(String yaml) {
        return new KubernetesSerialization()
                .unmarshal(
                        "apiVersion: volsync.backube/v1alpha1\nkind: ReplicationDestination\n" + yaml,
                        ReplicationDestination.class);
    }

    @Test
    void shouldShowTheWholePage() {
        new BuildInfo("1.2.3", "17.0.15").bindTo(registry);
        sources.forEach(counters::appeared);
        counters.succeeded(GOOD, Duration.ofMillis(65_030));
        counters.missedInterval(GOOD);
        counters.failed(FAILING, FailureClass.UNREACHABLE);
        counters.failed(FAILING, FailureClass.UNREACHABLE);
        counters.failed(FAILING, FailureClass.LOCKED);
        counters.maintenanceFailed(GOOD, FailureClass.LOCKED);
        counters.retried(FAILING);
        counters.backedUp(GOOD, new BackupCounts(1, 2, 9, 12, 3456, 789));
        counters.lockMet(
                FAILING,
                new LockMet(
                        "nas", "root", 17, NOON.instant(), Duration.ofMinutes(4), LockVerdict.KEPT, "it may be alive"));
        ReconcileHealth reconciling = new ReconcileHealth(registry);
        reconciling.finishedReconciliation(GOOD, Map.of());
        reconciling.failedReconciliation(FAILING, new IllegalStateException("forbidden"), Map.of());
        LeaderGauge.register(registry, () -> true);
        ImpedimentGauges.register(registry, Set.of("VolSyncActive"), Set::of);
        registry.getPrometheusRegistry()
                .register(new QueueGauges(
                        () -> Stream.of(NEW), () -> Map.of("n", 2), () -> Map.of("nas:9000", EndpointHealth.GOOD)));

        assertThat(page()).isEqualTo("""
                # HELP holdfast_added_bytes_total Bytes runs added to the repository, after compression
                # TYPE holdfast_added_bytes_total counter
                holdfast_added_bytes_total{method="restic",obj_name="music",obj_namespace="media",role="source"} 0.0
                holdfast_added_bytes_total{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_added_bytes_total{method="restic",obj_name="photos",obj_namespace="media",role="source"} 789.0
                # HELP holdfast_build_info Always 1; its labels say which Holdfast this is
                # TYPE holdfast_build_info gauge
                holdfast_build_info{java="17.0.15",version="1.2.3"} 1
                # HELP holdfast_consecutive_failures Failed runs since the last good one, with the class of the newest failure
                # TYPE holdfast_consecutive_failures gauge
                holdfast_consecutive_failures{class="",method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_consecutive_failures{class="",method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                holdfast_consecutive_failures{class="Unreachable",method="restic",obj_name="music",obj_namespace="media",role="source"} 3.0
                # HELP holdfast_created_timestamp_seconds When the object was created: the age to alert on while there is no good sync
                # TYPE holdfast_created_timestamp_seconds gauge
                holdfast_created_timestamp_seconds{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.7935272E9
                holdfast_created_timestamp_seconds{method="restic",obj_name="new",obj_namespace="apps",role="source"} 1.795175999E9
                holdfast_created_timestamp_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.7935272E9
                # HELP holdfast_failures_total Failed syncs by class
                # TYPE holdfast_failures_total counter
                holdfast_failures_total{class="Locked",method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                holdfast_failures_total{class="Unreachable",method="restic",obj_name="music",obj_namespace="media",role="source"} 2.0
                # HELP holdfast_impediment 1 while Holdfast keeps its hands off all objects, or only adds to repositories
                # TYPE holdfast_impediment gauge
                holdfast_impediment{reason="VolSyncActive"} 0.0
                # HELP holdfast_last_forget_timestamp_seconds When the retention was last applied
                # TYPE holdfast_last_forget_timestamp_seconds gauge
                holdfast_last_forget_timestamp_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.79514725E9
                # HELP holdfast_last_prune_timestamp_seconds When the space of forgotten snapshots was last freed
                # TYPE holdfast_last_prune_timestamp_seconds gauge
                holdfast_last_prune_timestamp_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.79471526E9
                # HELP holdfast_last_run_added_bytes Bytes the newest run added to the repository, after compression
                # TYPE holdfast_last_run_added_bytes gauge
                holdfast_last_run_added_bytes{method="restic",obj_name="photos",obj_namespace="media",role="source"} 789.0
                # HELP holdfast_last_run_duration_seconds How long the newest run took, good or not
                # TYPE holdfast_last_run_duration_seconds gauge
                holdfast_last_run_duration_seconds{method="restic",obj_name="music",obj_namespace="media",role="source"} 60.0
                holdfast_last_run_duration_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 65.03
                # HELP holdfast_last_run_processed_bytes Bytes the newest run looked at
                # TYPE holdfast_last_run_processed_bytes gauge
                holdfast_last_run_processed_bytes{method="restic",obj_name="photos",obj_namespace="media",role="source"} 3456.0
                # HELP holdfast_last_run_processed_files Files the newest run looked at
                # TYPE holdfast_last_run_processed_files gauge
                holdfast_last_run_processed_files{method="restic",obj_name="photos",obj_namespace="media",role="source"} 12.0
                # HELP holdfast_last_run_start_lateness_seconds How long after its slot the newest run started
                # TYPE holdfast_last_run_start_lateness_seconds gauge
                holdfast_last_run_start_lateness_seconds{method="restic",obj_name="music",obj_namespace="media",role="source"} 1800.0
                holdfast_last_run_start_lateness_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.25
                # HELP holdfast_last_success_timestamp_seconds When the last good sync ended; absent while there is none
                # TYPE holdfast_last_success_timestamp_seconds gauge
                holdfast_last_success_timestamp_seconds{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.79497443E9
                holdfast_last_success_timestamp_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.795147266E9
                # HELP holdfast_leader 1 on the replica that works, 0 on those that wait to take over
                # TYPE holdfast_leader gauge
                holdfast_leader 1.0
                # HELP holdfast_lock_age_seconds How old locks were that were in the way
                # TYPE holdfast_lock_age_seconds summary
                holdfast_lock_age_seconds_count{method="restic",obj_name="music",obj_namespace="media",role="source"} 1
                holdfast_lock_age_seconds_sum{method="restic",obj_name="music",obj_namespace="media",role="source"} 240.0
                # HELP holdfast_lock_age_seconds_max How old locks were that were in the way
                # TYPE holdfast_lock_age_seconds_max gauge
                holdfast_lock_age_seconds_max{method="restic",obj_name="music",obj_namespace="media",role="source"} 240.0
                # HELP holdfast_locks_met_total Locks that were in the way, by what became of them
                # TYPE holdfast_locks_met_total counter
                holdfast_locks_met_total{method="restic",obj_name="music",obj_namespace="media",role="source",verdict="kept"} 1.0
                # HELP holdfast_maintenance_consecutive_failures Failed attempts at forget and prune since the last good one, with the class of the newest failure
                # TYPE holdfast_maintenance_consecutive_failures gauge
                holdfast_maintenance_consecutive_failures{class="",method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_maintenance_consecutive_failures{class="",method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                holdfast_maintenance_consecutive_failures{class="Locked",method="restic",obj_name="music",obj_namespace="media",role="source"} 2.0
                # HELP holdfast_maintenance_failures_total Failures of forget and prune by class
                # TYPE holdfast_maintenance_failures_total counter
                holdfast_maintenance_failures_total{class="Locked",method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.0
                # HELP holdfast_mover_waiting 1 while the mover of a run is kept from its work, and by what
                # TYPE holdfast_mover_waiting gauge
                holdfast_mover_waiting{cause="",method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_mover_waiting{cause="",method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                holdfast_mover_waiting{cause="Image",method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                # HELP holdfast_next_sync_timestamp_seconds When the next scheduled sync is due
                # TYPE holdfast_next_sync_timestamp_seconds gauge
                holdfast_next_sync_timestamp_seconds{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.7951796E9
                holdfast_next_sync_timestamp_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.7952336E9
                # HELP holdfast_paused 1 while spec.paused is set
                # TYPE holdfast_paused gauge
                holdfast_paused{method="restic",obj_name="music",obj_namespace="media",role="source"} 0.0
                holdfast_paused{method="restic",obj_name="new",obj_namespace="apps",role="source"} 1.0
                holdfast_paused{method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                # HELP holdfast_processed_bytes_total Bytes runs looked at
                # TYPE holdfast_processed_bytes_total counter
                holdfast_processed_bytes_total{method="restic",obj_name="music",obj_namespace="media",role="source"} 0.0
                holdfast_processed_bytes_total{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_processed_bytes_total{method="restic",obj_name="photos",obj_namespace="media",role="source"} 3456.0
                # HELP holdfast_queue_position Where in the line of due runs this one waits for room, from 1; absent while it does not
                # TYPE holdfast_queue_position gauge
                holdfast_queue_position{method="restic",obj_name="new",obj_namespace="apps",role="source"} 2.0
                # HELP holdfast_reconciliations_total Reconciliations by result
                # TYPE holdfast_reconciliations_total counter
                holdfast_reconciliations_total{kind="ReplicationSource",result="failed"} 1.0
                holdfast_reconciliations_total{kind="ReplicationSource",result="succeeded"} 1.0
                # HELP holdfast_reconciliations_failing Objects whose newest reconciliation ended in an error
                # TYPE holdfast_reconciliations_failing gauge
                holdfast_reconciliations_failing{kind="ReplicationSource"} 1.0
                # HELP holdfast_retention_frozen 1 while a guard lets nothing be forgotten or pruned, or another source has the same identity
                # TYPE holdfast_retention_frozen gauge
                holdfast_retention_frozen{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                holdfast_retention_frozen{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_retention_frozen{method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                # HELP holdfast_retries_total Runs that were begun because the one before had failed
                # TYPE holdfast_retries_total counter
                holdfast_retries_total{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                holdfast_retries_total{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_retries_total{method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                # HELP holdfast_running 1 while a mover is at work
                # TYPE holdfast_running gauge
                holdfast_running{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                holdfast_running{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_running{method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                # HELP holdfast_runs_total Ended syncs by result
                # TYPE holdfast_runs_total counter
                holdfast_runs_total{method="restic",obj_name="music",obj_namespace="media",result="failed",role="source"} 3.0
                holdfast_runs_total{method="restic",obj_name="music",obj_namespace="media",result="succeeded",role="source"} 0.0
                holdfast_runs_total{method="restic",obj_name="new",obj_namespace="apps",result="failed",role="source"} 0.0
                holdfast_runs_total{method="restic",obj_name="new",obj_namespace="apps",result="succeeded",role="source"} 0.0
                holdfast_runs_total{method="restic",obj_name="photos",obj_namespace="media",result="failed",role="source"} 0.0
                holdfast_runs_total{method="restic",obj_name="photos",obj_namespace="media",result="succeeded",role="source"} 1.0
                # HELP holdfast_snapshots Snapshots of this source in its repository, when the newest run ended
                # TYPE holdfast_snapshots gauge
                holdfast_snapshots{method="restic",obj_name="photos",obj_namespace="media",role="source"} 17.0
                # HELP holdfast_stalled 1 while only a person can change what keeps the object from working, with the reason as class
                # TYPE holdfast_stalled gauge
                holdfast_stalled{class="",method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                holdfast_stalled{class="",method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                holdfast_stalled{class="WrongPassword",method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                # HELP holdfast_storage_silent 1 while this storage endpoint does not answer and backups to it wait
                # TYPE holdfast_storage_silent gauge
                holdfast_storage_silent{endpoint="nas:9000"} 0.0
                # HELP volsync_missed_intervals_total Syncs that ended after their deadline
                # TYPE volsync_missed_intervals_total counter
                volsync_missed_intervals_total{method="restic",obj_name="music",obj_namespace="media",role="source"} 0.0
                volsync_missed_intervals_total{method="restic",obj_name="new",obj_namespace="apps",role="source"} 0.0
                volsync_missed_intervals_total{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1.0
                # HELP volsync_sync_duration_seconds How long good syncs took
                # TYPE volsync_sync_duration_seconds summary
                volsync_sync_duration_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source",quantile="0.5"} 65.03
                volsync_sync_duration_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source",quantile="0.9"} 65.03
                volsync_sync_duration_seconds{method="restic",obj_name="photos",obj_namespace="media",role="source",quantile="0.99"} 65.03
                volsync_sync_duration_seconds_count{method="restic",obj_name="photos",obj_namespace="media",role="source"} 1
                volsync_sync_duration_seconds_sum{method="restic",obj_name="photos",obj_namespace="media",role="source"} 65.03
                # HELP volsync_sync_duration_seconds_max The longest of the good syncs of the last 24 hours
                # TYPE volsync_sync_duration_seconds_max gauge
                volsync_sync_duration_seconds_max{method="restic",obj_name="photos",obj_namespace="media",role="source"} 65.03
                # HELP volsync_volume_out_of_sync 1 while the volume has no good sync, or its newest is past the deadline of its schedule
                # TYPE volsync_volume_out_of_sync gauge
                volsync_volume_out_of_sync{method="restic",obj_name="music",obj_namespace="media",role="source"} 1.0
                volsync_volume_out_of_sync{method="restic",obj_name="new",obj_namespace="apps",role="source"} 1.0
                volsync_volume_out_of_sync{method="restic",obj_name="photos",obj_namespace="media",role="source"} 0.0
                """);
    }

    @Test
    void shouldForgetAnObjectThatCouldNotBeReconciledOnceItCanOrIsGone() {
        sources = List.of();
        ReconcileHealth reconciling = new ReconcileHealth(registry);
        reconciling.reconciliationExecutionStarted(GOOD, Map.of());
        String before = failing();
        reconciling.failedReconciliation(GOOD, new IllegalStateException("forbidden"), Map.of());
        reconciling.failedReconciliation(GOOD, new IllegalStateException("forbidden"), Map.of());
        reconciling.failedReconciliation(FAILING, new IllegalStateException("forbidden"), Map.of());
        String two = failing();
        reconciling.finishedReconciliation(GOOD, Map.of());
        String one = failing();
        reconciling.cleanupDoneFor(
                ResourceID.fromResource(FAILING),
                Map.of(Constants.RESOURCE_GVK_KEY, GroupVersionKind.gvkFor(ReplicationSource.class)));

        assertThat(List.of(before, two, one, failing())).containsExactly("0.0", "2.0", "1.0", "0.0");
    }

    private String failing() {
        return page().lines()
                .filter(line -> line.startsWith("holdfast_reconciliations_failing{kind=\"ReplicationSource\"}"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldDropEverythingAboutAnObjectThatIsGone() {
        sources.forEach(counters::appeared);
        counters.succeeded(GOOD, Duration.ofSeconds(1));
        counters.failed(GOOD, FailureClass.LOCKED);
        counters.maintenanceFailed(GOOD, FailureClass.LOCKED);
        counters.missedInterval(GOOD);

        sources = List.of(NEW, FAILING);
        String page = page();

        assertThat(page).doesNotContain("obj_name=\"photos\"").contains("obj_name=\"music\"", "obj_name=\"new\"");
    }

    @Test
    void shouldCountFromZeroWhenAnObjectOfTheSameNameComesBack() {
        counters.appeared(GOOD);
        counters.failed(GOOD, FailureClass.LOCKED);
        sources = List.of();
        page();

        sources = List.of(GOOD);
        counters.appeared(GOOD);

        assertThat(page().lines()
                        .filter(line -> line.startsWith("holdfast_runs_total") || line.startsWith("holdfast_failures")))
                .containsExactly(
                        "holdfast_runs_total{method=\"restic\",obj_name=\"photos\",obj_namespace=\"media\",result=\"failed\",role=\"source\"} 0.0",
                        "holdfast_runs_total{method=\"restic\",obj_name=\"photos\",obj_namespace=\"media\",result=\"succeeded\",role=\"source\"} 0.0");
    }

    @Test
    void shouldNotConfuseObjectsOfOneNameInTwoNamespaces() {
        ReplicationSource other = source("""
                metadata: {name: photos, namespace: elsewhere, creationTimestamp: "2026-11-01T10:00:00Z"}
                spec: {}
                """);
        counters.appeared(GOOD);
        counters.appeared(other);

        sources = List.of(other);

        assertThat(page()).contains("obj_namespace=\"elsewhere\"").doesNotContain("obj_namespace=\"media\"");
    }

    @Test
    void shouldShowNothingAboutObjectsBeforeThereAreAny() {
        sources = List.of();

        assertThat(page()).isEmpty();
    }

    @Test
    void shouldShowThatSourcesShareAnIdentityBeforeTheyHaveRun() {
        sources = List.of(source("""
                metadata: {name: photos, namespace: media, uid: p, creationTimestamp: "2026-11-01T10:00:00Z"}
                spec: {}
                status:
                  conditions: [{type: RetentionActive, status: "False", reason: SharedIdentity}]
                """));

        assertThat(page())
                .contains(
                        "holdfast_retention_frozen{method=\"restic\",obj_name=\"photos\",obj_namespace=\"media\",role=\"source\"} 1.0");
    }

    /** As it is served, what is gone dropped first, but sorted by the names of the metrics. */
    private String page() {
        Collection<ReplicationSource> known = sources;
        counters.retain(known);
        List<MetricFamilies> families = new ArrayList<>(counters.families());
        families.add(new ReplicationGauges(
                () -> sources, (source, now) -> source != GOOD, () -> destinations, (destination, now) -> false, NOON));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new MetricsBook(registry, families).write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Stream.of(out.toString(UTF_8).split("(?m)(?=^# HELP)"))
                .sorted(Comparator.comparing(
                        family -> family.split(" ", 4)[family.isEmpty() ? 0 : 2].replace("_total", "")))
                .collect(Collectors.joining());
    }

    private static ReplicationSource source(String yaml) {
        return new KubernetesSerialization()
                .unmarshal(
                        "apiVersion: volsync.backube/v1alpha1\nkind: ReplicationSource\n" + yaml,
                        ReplicationSource.class);
    }
}
