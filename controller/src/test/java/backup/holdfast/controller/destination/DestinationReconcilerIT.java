package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer.Go;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.controller.resolver.ApiReferences;
import backup.holdfast.controller.source.FakeMovers;
import backup.holdfast.controller.source.FakeMovers.Mishap;
import backup.holdfast.controller.source.RecordedEvents;
import backup.holdfast.controller.source.SetMandate;
import backup.holdfast.controller.source.SettableClock;
import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One reconciliation after the other, on an API server, with movers that end as the test says. */
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            // All three: whoever shares the API server takes one for a sign of the others.
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class DestinationReconcilerIT {
    private static final String SNAPSHOT = "5d1c8f0e".repeat(8);
    private static final String COPY = "0d7e2f2c".repeat(8);
    private static final String EXISTING = "copyMethod: Direct, destinationPVC: restored";
    private static final String MADE = "copyMethod: Direct, capacity: 1Gi, accessModes: [ReadWriteOnce]";

    private final FakeMovers movers = new FakeMovers();
    private RunQueue queue = RunQueue.still(QueueLimits.NONE, owner -> {}, location -> Sight.NONE, Clock.systemUTC());
    private final RecordedEvents events = new RecordedEvents();
    private final SetMandate mandate = new SetMandate();

    // Ahead of the API server's, which dates new objects in whole seconds.
    private final SettableClock clock =
            new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(5));

    private KubernetesClient client;
    private String namespace;
    private DestinationReconciler reconciler;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        reconciler = controller();
        client.resource(new SecretBuilder()
                        .withMetadata(named("repo"))
                        .addToData("RESTIC_REPOSITORY", "czM6aHR0cHM6Ly9taW5pby9idWNrZXQvcGhvdG9z")
                        .addToData("RESTIC_PASSWORD", "d29yZA==")
                        .build())
                .create();
    }

    /** On the day of a rebuild all destinations are asked at once. */
    @Test
    void shouldWaitForOtherRestoresButForNoBackup() {
        queue = RunQueue.still(
                new QueueLimits(Map.of(Place.Kind.ENDPOINT, 1)), owner -> {}, location -> Sight.NONE, clock);
        reconciler = controller();
        RunOwner source = new RunOwner("ReplicationSource", namespace, "photos", "uid-s");
        RunOwner other = new RunOwner("ReplicationDestination", namespace, "other", "uid-o");
        assertThat(queue.ask(asking(source, Urgency.SCHEDULED))).isEqualTo(new Go());
        assertThat(queue.ask(asking(other, Urgency.RESTORE)))
                .as("backups are in nobody's way")
                .isEqualTo(new Go());
        claim("restored");
        create(EXISTING);

        reconcile();
        assertThat(movers.plans()).isEmpty();
        assertThat(status().run()).isNull();
        assertThat(message("Ready"))
                .isEqualTo("Accepted; queued: waiting for room at storage endpoint minio:443 (1 at once)");

        queue.ended(other, "minio:443", StoreWord.ANSWERED);
        reconcile();
        assertThat(movers.plans()).singleElement().isInstanceOf(SelectPlan.class);
    }

    private static Application asking(RunOwner owner, Urgency urgency) {
        RepositoryLocation location = RepositoryLocation.parse("s3:https://minio/bucket/photos");
        return new Application(
                owner,
                urgency,
                Instant.EPOCH,
                new Footprint(ClaimPlaces.ofRepository(location), Sharing.SHARED),
                location,
                Trial.WHEN_CHOSEN);
    }

    // The ordinary way

    @Test
    void shouldPinTheSnapshotBeforeTheVolumeIsMarkedAndWritten() {
        claim("restored");
        create(EXISTING);

        reconcile();
        assertThat(movers.plans()).singleElement().isInstanceOf(SelectPlan.class);
        assertThat(mark("restored")).isEmpty();
        assertThat(status().selectedSnapshot()).isNull();
        String run = requireNonNull(status().run()).id();

        selected();
        reconcile();
        assertThat(status().selectedSnapshot().id()).isEqualTo(SNAPSHOT);
        assertThat(status().selectedSnapshot().why()).isEqualTo("the newest of 3");
        assertThat(status().selectedSnapshot().bytes()).isEqualTo(3456);
        assertThat(mark("restored")).contains(new RestoreMark(run, SNAPSHOT, "Restoring"));
        assertThat(restorePlan().snapshotId()).isEqualTo(SNAPSHOT);
        assertThat(restorePlan().snapshotBytes()).as("space is checked first").isEqualTo(3456);
        assertThat(restorePlan().runId().value()).isEqualTo(run);

        clock.pass(Duration.ofMillis(30_030));
        assertThat(restorePlan().volumeId())
                .isEqualTo(pvc("restored").getMetadata().getUid());
        assertThat(restorePlan().safety()).isNotNull();
        restored();
        reconcile();
        ReplicationStatus ended = status();
        assertThat(ended.run()).isNull();
        assertThat(ended.lastRun().safetyCopy()).isEqualTo(COPY);
        assertThat(events.notes().get(1)).contains("as it was before is snapshot 0d7e2f2c of host holdfast-safety");
        assertThat(ended.lastManualSync()).isEqualTo("restore-once");
        assertThat(ended.lastSyncDuration()).isEqualTo("30.03s");
        assertThat(ended.lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(ended.lastRun().bytesAdded()).isEqualTo(456);
        assertThat(ended.latestImage().getName()).isEqualTo("restored");
        assertThat(ended.endedRuns())
                .singleElement()
                .satisfies(it -> assertThat(it.id()).isEqualTo(run));
        assertThat(mark("restored")).isEmpty();
        assertThat(condition("RestoreHealthy")).isEqualTo("True Succeeded");
        assertThat(events.lines())
                .containsExactly("Normal SnapshotSelected Restore back", "Normal RestoreSucceeded Restore back");
        reconcile();
        assertThat(movers.plans()).hasSize(2);
    }

    @Test
    void shouldGoOnWithTheSnapshotItWasAt() {
        claim("restored");
        create(EXISTING);
        reconcile();
        selected();
        reconcile();
        failed(FailureClass.KILLED);
        reconcile();
        String first = requireNonNull(status().lastRun()).id();
        assertThat(mark("restored")).contains(new RestoreMark(first, SNAPSHOT, "Failed"));
        assertThat(status().latestImage()).isNull();
        assertThat(status().lastManualSync()).isNull();
        assertThat(condition("RestoreHealthy")).isEqualTo("False Killed");

        clock.pass(Duration.ofMinutes(2));
        reconcile();

        assertThat(movers.plans()).hasSize(3);
        assertThat(restorePlan().snapshotId()).isEqualTo(SNAPSHOT);
        assertThat(restorePlan().snapshotBytes()).as("space is checked first").isEqualTo(3456);
        assertThat(restorePlan().runId().value()).isNotEqualTo(first);
        assertThat(mark("restored").orElseThrow().phase()).isEqualTo("Restoring");
        restored();
        reconcile();
        assertThat(mark("restored")).isEmpty();
        assertThat(status().consecutiveFailures()).isZero();
    }

    @Test
    void shouldHandOutAnEmptyVolumeOnlyByPolicyAndMarked() {
        create(MADE);
        reconcile();
        end(MoverOutcome.RunResult.NO_SNAPSHOT, null, null, null, "the repository holds no snapshot");

        reconcile();

        ReplicationStatus ended = status();
        assertThat(ended.lastRun().result()).isEqualTo(RunResult.NO_SNAPSHOT);
        assertThat(ended.lastManualSync()).isEqualTo("restore-once");
        assertThat(pvc("volsync-back-dest").getMetadata().getAnnotations())
                .containsEntry(HoldfastKeys.RESTORED_EMPTY, ended.lastRun().id());
        assertThat(condition("RestoreHealthy")).isEqualTo("True NoSnapshot");
        assertThat(events.lines()).contains("Warning NoSnapshot Restore back");
        assertThat(events.notes().get(events.notes().size() - 1))
                .contains("s3:https://minio/bucket/photos", "the repository holds no snapshot");
    }

    @Test
    void shouldLookAgainForAMissingSnapshotAsLongAsItWasToldTo() {
        create(MADE + ", missingSnapshotWait: 3m");
        reconcile();
        end(MoverOutcome.RunResult.NO_SNAPSHOT, null, null, null, "none");
        reconcile();
        Instant since = requireNonNull(status().snapshotMissingSince());
        assertThat(condition("RestoreHealthy")).isEqualTo("False SnapshotAwaited");
        assertThat(condition("Stalled")).isEqualTo("absent");

        clock.pass(Duration.ofMinutes(1));
        reconcile();
        assertThat(movers.plans()).hasSize(2);
        end(
                MoverOutcome.RunResult.FAILED,
                new RunFailure(FailureClass.UNREACHABLE, "select", 1, "-"),
                null,
                null,
                null);
        reconcile();
        assertThat(status().snapshotMissingSince())
                .as("no answer closes no window")
                .isEqualTo(since);

        clock.pass(Duration.ofMinutes(4));
        reconcile();
        end(MoverOutcome.RunResult.NO_SNAPSHOT, null, null, null, "none");
        reconcile();
        assertThat(status().lastRun().result()).isEqualTo(RunResult.NO_SNAPSHOT);
        assertThat(status().snapshotMissingSince()).isNull();
    }

    @Test
    void shouldWriteNothingWhileItWaits() {
        claim("restored");
        create(EXISTING);
        reconcile();
        String version = read().getMetadata().getResourceVersion();
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofHours(1));
            reconcile();
        }
        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);

        selected();
        reconcile();
        restored();
        reconcile();
        reconcile();
        version = read().getMetadata().getResourceVersion();
        assertThat(reconcile()).as("nothing but a new token wakes it").isEmpty();
        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    // Who else works on the volume

    @Test
    void shouldMarkTheVolumeAndThenWaitForItsBackupToEnd() {
        claim("restored");
        source(run("hf-0badcafe-20261120t040000"));
        create(EXISTING);
        reconcile();
        selected();

        reconcile();
        assertThat(mark("restored")).as("no other backup starts").isPresent();
        assertThat(movers.plans()).hasSize(1);
        assertThat(message("Synchronizing")).contains("waiting for a backup of the volume");
        assertThat(reconcile()).contains(Duration.ofSeconds(5));
        assertThat(events.lines()).containsOnlyOnce("Warning MoverWaiting Restore back");

        source(null);
        reconcile();
        assertThat(movers.plans()).hasSize(2);
        reconcile();
        assertThat(message("Synchronizing")).isEqualTo("Synchronization in-progress");
    }

    @Test
    void shouldNotTouchTheMarkOfARestoreUnderWay() {
        claim("restored");
        RestoreMark other = new RestoreMark("hf-0badcafe-20261120t040000", SNAPSHOT, "Restoring");
        new DestinationClaims(client).mark(pvc("restored"), other);
        ReplicationDestination elsewhere = destination("other", EXISTING);
        write(elsewhere, run(other.runId()));
        create(EXISTING);
        reconcile();
        selected();

        reconcile();
        assertThat(mark("restored")).contains(other);
        assertThat(movers.plans()).hasSize(1);

        write(client.resource(elsewhere).get(), null);
        reconcile();
        assertThat(mark("restored").orElseThrow().runId())
                .as("what a dead restore left is taken over")
                .isEqualTo(requireNonNull(status().run()).id());
        assertThat(movers.plans()).hasSize(2);
    }

    @Test
    void shouldWaitUntilTheVolumeOfBeforeIsGone() {
        create(MADE);
        client.resource(claim("volsync-back-dest", "example.com/slow")).delete();
        reconcile();
        selected();

        reconcile();
        assertThat(movers.plans()).hasSize(1);
        assertThat(message("Synchronizing")).contains("PersistentVolumeClaim of before");

        letGo("volsync-back-dest");
        reconcile();
        assertThat(movers.plans()).hasSize(2);
        assertThat(pvc("volsync-back-dest").getMetadata().getOwnerReferences()).hasSize(1);
    }

    // Images

    @Test
    void shouldOfferASnapshotOnceItIsReadyAndLetTheOneBeforeGo() {
        create("copyMethod: Snapshot, capacity: 1Gi, accessModes: [ReadWriteOnce], cleanupTempPVC: true,"
                + " cleanupCachePVC: true");
        String first = imaged();
        assertThat(status().latestImage().getName()).isEqualTo(first);
        assertThat(movers.droppedCaches()).hasSize(1);
        letGo("volsync-back-dest");

        again("second");
        String second = imaged();
        letGo("volsync-back-dest");
        assertThat(status().latestImage().getName()).isEqualTo(second);
        assertThat(snapshot(first).get()).as("nobody needs it").isNull();
        assertThat(snapshot(second).get()).isNotNull();

        snapshot(second).patch(merge(), "{\"metadata\":{\"labels\":{\"" + VolSyncKeys.DO_NOT_DELETE + "\":\"yes\"}}}");
        again("third");
        imaged();
        assertThat(snapshot(second).get().getMetadata().getOwnerReferences())
                .as("let go of instead of deleted")
                .isEmpty();
    }

    /** Through a whole run; the name of the snapshot. */
    private String imaged() {
        reconcile();
        selected();
        reconcile();
        restored();
        reconcile();
        assertThat(mark("volsync-back-dest")).as("the volume is good").isEmpty();
        reconcile();
        assertThat(message("Synchronizing")).contains("VolumeSnapshot of it is not ready");
        VolumeSnapshot taken = client.resources(VolumeSnapshot.class).inNamespace(namespace).list().getItems().stream()
                .filter(it -> !it.getStatus().isReady())
                .findFirst()
                .orElseThrow();
        assertThat(taken.getMetadata().getName()).matches("volsync-back-dest-[0-9]{14}");
        snapshot(taken.getMetadata().getName())
                .subresource("status")
                .patch(merge(), "{\"status\":{\"readyToUse\":true,\"boundVolumeSnapshotContentName\":\"content\"}}");
        reconcile();
        assertThat(status().run()).isNull();
        return taken.getMetadata().getName();
    }

    private void again(String token) {
        patch("{\"spec\":{\"trigger\":{\"manual\":\"" + token + "\"}}}");
        clock.pass(Duration.ofSeconds(10));
    }

    // Twice, and crashes

    @Test
    void shouldStartNothingTwiceWhenTheCacheIsStale() {
        claim("restored");
        ReplicationDestination stale = create(EXISTING);
        reconcile();
        assertThat(reconcile(stale)).contains(Duration.ofSeconds(1));
        ReplicationDestination selecting = read();
        selected();
        reconcile();
        // The mover that selected is cleaned up: to the stale one it looks as if it had never been.
        reconcile(selecting);
        ReplicationDestination restoring = read();
        restored();
        reconcile();
        reconcile(restoring);

        assertThat(movers.plans()).hasSize(2);
        assertThat(events.lines()).hasSize(2);
    }

    @Test
    void shouldFindItsWayBackIntoEachPhase() {
        claim("restored");
        create(EXISTING);
        movers.atNextStart(Mishap.DIES_BEFORE);
        assertThatThrownBy(this::reconcile).hasMessage("the controller died before the start");
        reconciler = controller();
        reconcile();
        selected();
        movers.atNextStart(Mishap.DIES_BEFORE);
        assertThatThrownBy(this::reconcile).hasMessage("the controller died before the start");
        assertThat(mark("restored")).isPresent();
        reconciler = controller();
        reconcile();
        restored();
        reconcile();

        assertThat(movers.plans()).hasSize(2);
        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
    }

    // What can't work

    @Test
    void shouldRefuseASpecThatCannotWorkBeforeAnythingRuns() {
        create("capacity: 1Gi, accessModes: [ReadWriteOnce]");

        reconcile();

        assertThat(movers.plans()).isEmpty();
        assertThat(status().run()).isNull();
        assertThat(condition("Stalled")).isEqualTo("True InvalidSpec");
        assertThat(message("Ready")).startsWith("spec.restic.copyMethod is missing");
    }

    @Test
    void shouldWaitForTheVolumeItIsToFill() {
        create(EXISTING);
        reconcile();
        assertThat(condition("Ready")).isEqualTo("False DestinationMissing");
        assertThat(movers.plans()).isEmpty();

        claim("restored");
        reconcile();
        assertThat(movers.plans()).hasSize(1);
        reconcile();
        assertThat(condition("Ready")).isEqualTo("True Accepted");
    }

    @Test
    void shouldNotWriteByOneSpecWhatWasChosenByAnother() {
        claim("restored");
        claim("another");
        create(EXISTING);
        reconcile();
        patch("{\"spec\":{\"restic\":{\"destinationPVC\":\"another\"}}}");
        selected();

        reconcile();

        assertThat(movers.plans()).hasSize(1);
        assertThat(status().run()).isNull();
        assertThat(status().lastRun().failureClass()).isEqualTo("Cancelled");
        assertThat(mark("restored")).isEmpty();
        assertThat(mark("another")).isEmpty();
    }

    @Test
    void shouldRestoreNothingWhereDefinitionsDropSafetyFields() {
        claim("restored");
        mandate.set(new Mandate.AddOnly("the definitions are old"));
        create(EXISTING);

        reconcile();

        assertThat(movers.plans()).isEmpty();
        assertThat(condition("Stalled")).isEqualTo("True SchemaOutdated");
    }

    // Helpers

    private DestinationReconciler controller() {
        SyncCounters counters = new SyncCounters(new SimpleMeterRegistry(), Clock.systemUTC());
        return new DestinationReconciler(
                mandate,
                new DestinationResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY),
                new ApiReferences(client),
                Bootstraps.NONE,
                movers,
                new RestoreTargets(),
                new DestinationRuns(
                        movers,
                        new StatusWriter(client),
                        new DestinationClaims(client),
                        new DestinationImages(client),
                        new VolumeUse(client),
                        new DestinationReports(events, counters),
                        new RestoreGate(queue, ClaimPlaces.NONE)),
                counters,
                List.of(),
                clock);
    }

    private void selected() {
        SnapshotBrief snapshot =
                new SnapshotBrief(SNAPSHOT, Instant.parse("2026-11-20T04:00:02Z"), "volsync", "/data", 12L, 3456L);
        end(MoverOutcome.RunResult.SUCCEEDED, null, snapshot, null, "the newest of 3");
    }

    private void restored() {
        end(
                MoverOutcome.RunResult.SUCCEEDED,
                null,
                null,
                new RestoreCounts(
                        10,
                        2,
                        0,
                        456,
                        3456,
                        null,
                        new SnapshotBrief(COPY, clock.instant(), SafetyCopy.HOST, "/data", 12L, 3456L)),
                null);
    }

    private void failed(FailureClass failure) {
        end(MoverOutcome.RunResult.FAILED, new RunFailure(failure, "restore", 1, "as restic says"), null, null, null);
    }

    private void end(
            MoverOutcome.RunResult result,
            @Nullable RunFailure failure,
            @Nullable SnapshotBrief snapshot,
            @Nullable RestoreCounts counts,
            @Nullable String explanation) {
        movers.end(
                MoverOutcome.builder(movers.newest(), result, clock.instant(), clock.instant())
                        .failure(failure)
                        .snapshot(snapshot)
                        .restore(counts)
                        .explanation(explanation)
                        .build(),
                clock.instant());
    }

    private RestorePlan restorePlan() {
        return (RestorePlan) movers.plans().get(movers.plans().size() - 1);
    }

    private Optional<Duration> reconcile() {
        return reconcile(read());
    }

    private Optional<Duration> reconcile(ReplicationDestination seen) {
        return reconciler.reconcile(seen, null).getScheduleDelay().map(Duration::ofMillis);
    }

    private ReplicationDestination create(String restic) {
        return destination("back", restic);
    }

    private ReplicationDestination destination(String name, String restic) {
        ReplicationDestination destination =
                new KubernetesSerialization().unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                spec:
                  trigger: {manual: restore-once}
                  restic: {repository: repo, %s}
                """.formatted(restic), ReplicationDestination.class);
        destination.setMetadata(named(name));
        return client.resource(destination).create();
    }

    /** A source of the volume, with this run under way. */
    private void source(@Nullable CurrentRun run) {
        Resource<ReplicationSource> existing =
                client.resources(ReplicationSource.class).inNamespace(namespace).withName("photos");
        if (existing.get() == null) {
            ReplicationSource source = new KubernetesSerialization().unmarshal("""
                    apiVersion: volsync.backube/v1alpha1
                    kind: ReplicationSource
                    spec: {sourcePVC: restored}
                    """, ReplicationSource.class);
            source.setMetadata(named("photos"));
            client.resource(source).create();
        }
        ReplicationSource source = existing.get();
        new StatusWriter(client).write(source, source.getStatus().with(draft -> draft.run = run));
    }

    private void write(ReplicationDestination destination, @Nullable CurrentRun run) {
        new StatusWriter(client).write(destination, destination.getStatus().with(draft -> draft.run = run));
    }

    private CurrentRun run(String id) {
        return new CurrentRun(
                id, clock.instant(), RunTrigger.SCHEDULE, null, null, 1, clock.instant(), "1/repo@1", null, null);
    }

    private PersistentVolumeClaim claim(String name, String... finalizers) {
        return client.resource(new PersistentVolumeClaimBuilder()
                        .withMetadata(new ObjectMetaBuilder(named(name))
                                .withFinalizers(finalizers)
                                .build())
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    /** Of a claim that is deleted, as the cluster does once no pod uses it. */
    private void letGo(String name) {
        PersistentVolumeClaim claim = pvc(name);
        if (claim != null) {
            assertThat(claim.getMetadata().getDeletionTimestamp()).isNotNull();
            client.resource(claim)
                    .edit(it -> new PersistentVolumeClaimBuilder(it)
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
        }
        assertThat(pvc(name)).isNull();
    }

    private PersistentVolumeClaim pvc(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private Optional<RestoreMark> mark(String claim) {
        return RestoreMark.on(pvc(claim));
    }

    private Resource<VolumeSnapshot> snapshot(String name) {
        return client.resources(VolumeSnapshot.class).inNamespace(namespace).withName(name);
    }

    private ObjectMeta named(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
    }

    private static PatchContext merge() {
        return PatchContext.of(PatchType.JSON_MERGE);
    }

    private void patch(String mergePatch) {
        resource().patch(merge(), mergePatch);
    }

    private Resource<ReplicationDestination> resource() {
        return client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName("back");
    }

    private ReplicationDestination read() {
        return resource().get();
    }

    private ReplicationStatus status() {
        return read().getStatus();
    }

    private String message(String type) {
        return status().condition(type).orElseThrow().getMessage();
    }

    private String condition(String type) {
        return status().condition(type)
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("absent");
    }
}
