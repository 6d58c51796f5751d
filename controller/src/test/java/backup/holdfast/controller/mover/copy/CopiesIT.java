package backup.holdfast.controller.mover.copy;

import static backup.holdfast.controller.mover.copy.CopySamples.EARLIER;
import static backup.holdfast.controller.mover.copy.CopySamples.RUN;
import static backup.holdfast.controller.mover.copy.CopySamples.restic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies at an API server. What a cluster would do with them is written by hand. */
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
class CopiesIT {
    private static final String COPY = "volsync-photos-src";

    private final List<RunOwner> woken = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private KubernetesClient client;
    private String namespace;
    private RunOwner owner;
    private Copies copies;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        PersistentVolumeClaim photos = CopySamples.claim("""
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        status(create(photos), "{phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}}");
        owner = source("photos");
        copies = copies(Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        copies.close();
    }

    @Test
    void shouldMakeEachObjectOnceAndRemoveItWithItsRun() {
        assertThat(provide(RUN, Method.SNAPSHOT, "{}")).isEmpty();
        VolumeSnapshot snapshot = snapshot(COPY).orElseThrow();
        assertThat(provide(RUN, Method.SNAPSHOT, "{}")).isEmpty();
        assertThat(snapshot(COPY)).contains(snapshot);
        assertThat(copies.waitOf(RUN)).isEmpty();
        woken.clear();
        ready(snapshot);
        await().untilAsserted(() -> assertThat(woken).contains(owner));

        // Another controller goes on.
        copies.close();
        copies = copies(Clock.systemUTC());
        PersistentVolumeClaim copy = provide(RUN, Method.SNAPSHOT, "{}").orElseThrow();
        assertThat(provide(RUN, Method.SNAPSHOT, "{}")).contains(copy);
        assertThat(told).containsExactly("VolumeSnapshotCreated", "PersistentVolumeClaimCreated");
        await().untilAsserted(() -> assertThat(copies.leftovers(owner)).containsExactly(RUN));

        copies.cleanUp(owner, EARLIER);
        assertThat(snapshot(COPY)).isPresent();
        copies.cleanUp(owner, RUN);
        copies.cleanUp(owner, RUN);
        awaitGone();
        await().untilAsserted(() -> assertThat(copies.leftovers(owner)).isEmpty());
        assertThat(claim("photos")).isPresent();
    }

    @Test
    void shouldReplaceWhatAnEarlierRunLeft() {
        String stale =
                provide(EARLIER, Method.CLONE, "{}").orElseThrow().getMetadata().getUid();

        PersistentVolumeClaim copy = await().until(
                        () -> {
                            letGoOfClaims();
                            return provide(RUN, Method.CLONE, "{}");
                        },
                        Optional::isPresent)
                .orElseThrow();

        assertThat(copy.getMetadata().getUid()).isNotEqualTo(stale);
        assertThat(CopyMarks.run(copy)).contains(RUN);
    }

    @Test
    void shouldTouchNothingOfAnybodyElse() {
        PersistentVolumeClaim theirs = create(CopySamples.claim("""
                metadata:
                  name: volsync-photos-src
                  labels: {volsync.backube/cleanup: %1$s, holdfast.backup/run: %2$s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(owner.uid(), RUN)));

        PersistentVolumeClaim copy = provide(RUN, Method.CLONE, "{}").orElseThrow();
        copies.cleanUp(owner, RUN);

        assertThat(copy.getMetadata().getName()).isEqualTo(COPY + "-" + RUN);
        assertThat(client.resource(theirs).get().getMetadata().getDeletionTimestamp())
                .isNull();
    }

    @Test
    void shouldLetASnapshotGoThatIsToBeKept() {
        provide(RUN, Method.SNAPSHOT, "{}");
        client.resource(snapshot(COPY).orElseThrow())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"volsync.backube/do-not-delete\":\"\"}}}");

        copies.cleanUp(owner, RUN);
        copies.cleanUp(owner, RUN);

        assertThat(snapshot(COPY).orElseThrow().getMetadata().getOwnerReferences())
                .isEmpty();
        assertThat(snapshot(COPY).orElseThrow().getMetadata().getLabels())
                .isEqualTo(Map.of("app.kubernetes.io/created-by", "volsync", "volsync.backube/do-not-delete", ""));
    }

    @Test
    void shouldSayWhichClassIsMissingAndMakeNothing() {
        assertThat(refusal(Method.SNAPSHOT, "{volumeSnapshotClassName: none}"))
                .isEqualTo(FailureClass.SNAPSHOT_CLASS_MISSING);
        assertThat(refusal(Method.CLONE, "{storageClassName: none}")).isEqualTo(FailureClass.STORAGE_CLASS_MISSING);

        assertThat(snapshot(COPY)).isEmpty();
        assertThat(claim(COPY)).isEmpty();
    }

    @Test
    void shouldSayInTheSnapshottersWordsWhatIsWrong() {
        provide(RUN, Method.SNAPSHOT, "{}");
        status(snapshot(COPY).orElseThrow(), "{readyToUse: false, error: {message: no room}}");
        copies.close();
        copies = copies(Clock.fixed(Instant.now().plus(Duration.ofMinutes(1)), ZoneOffset.UTC));
        woken.clear();

        assertThat(provide(RUN, Method.SNAPSHOT, "{}")).isEmpty();

        assertThat(copies.waitOf(RUN))
                .contains(new MoverWait(Cause.SNAPSHOT_FAILING, "VolumeSnapshot volsync-photos-src: no room"));
        assertThat(woken).contains(owner);
    }

    /** The second source fails before it has copied: the first one's run is over by then. */
    @Test
    void shouldAnswerATokenWhenNobodyElseIsToCome() {
        RunOwner other = source("offsite");
        annotate(Map.of("volsync.backube/use-copy-trigger", "", "volsync.backube/copy-trigger", "tonight"));
        provide(RUN, Method.SNAPSHOT, "{}");
        assertThat(annotations()).containsEntry("volsync.backube/latest-copy-status", "InProgress");
        cut(snapshot(COPY).orElseThrow());
        provide(RUN, Method.SNAPSHOT, "{}");
        assertThat(annotations())
                .doesNotContainKey("volsync.backube/latest-copy-trigger")
                .containsKey("holdfast.backup/copy-served");
        over("photos");
        copies.cleanUp(owner, RUN);

        over("offsite");
        await().untilAsserted(() -> {
            copies.cleanUp(other, RUN);
            assertThat(annotations())
                    .containsEntry("volsync.backube/latest-copy-trigger", "tonight")
                    .containsEntry("volsync.backube/latest-copy-status", "Completed")
                    .doesNotContainKey("holdfast.backup/copy-served");
        });
        assertThat(told).contains("SrcPVCCopyTriggerReceived", "SrcPVCCopyUsingCopyTriggerCompleted");
    }

    @Test
    void shouldBeWokenByAToken() {
        annotate(Map.of("volsync.backube/use-copy-trigger", ""));
        assertThat(provide(RUN, Method.CLONE, "{}")).isEmpty();
        assertThat(copies.waitOf(RUN).map(MoverWait::cause)).contains(Cause.COPY_TRIGGER);
        assertThat(claim(COPY)).isEmpty();
        await().until(() -> annotations().containsKey("volsync.backube/latest-copy-trigger-waiting-since"));
        woken.clear();

        annotate(Map.of("volsync.backube/copy-trigger", "now"));

        await().untilAsserted(() -> assertThat(woken).contains(owner));
        assertThat(provide(RUN, Method.CLONE, "{}")).isPresent();
        assertThat(copies.waitOf(RUN)).isEmpty();
    }

    private Copies copies(Clock clock) {
        return Copies.start(
                client,
                Set.of(),
                new CopyEvents((about, kind, reason, action, note) -> told.add(reason)),
                woken::add,
                clock);
    }

    private Optional<PersistentVolumeClaim> provide(RunId run, Method method, String spec) {
        return copies.provide(new CopyRequest(
                owner, run, method, restic(spec), claim("photos").orElseThrow()));
    }

    private FailureClass refusal(Method method, String spec) {
        return catchThrowableOfType(MoverRefusedException.class, () -> provide(RUN, method, spec))
                .failure();
    }

    /** A source of the claim photos with its run under way. */
    private RunOwner source(String name) {
        ReplicationSource source =
                create(client.getKubernetesSerialization().unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %s}
                spec: {sourcePVC: photos, restic: {repository: repo, copyMethod: Snapshot}}
                """.formatted(name), ReplicationSource.class));
        String run = name.equals("photos") ? RUN.value() : "hf-00000000-20261120t040000";
        status(source, "{run: {id: " + run + ", trigger: Schedule, startedAt: '2026-11-20T04:00:00Z'}}");
        return RunOwner.of(source);
    }

    private void over(String name) {
        client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"run\":null}}");
    }

    private void ready(VolumeSnapshot snapshot) {
        status(
                snapshot,
                "{boundVolumeSnapshotContentName: c, creationTime: '2026-11-20T04:00:00Z', readyToUse: true,"
                        + " restoreSize: 1Gi}");
    }

    private void cut(VolumeSnapshot snapshot) {
        status(
                snapshot,
                "{boundVolumeSnapshotContentName: c, creationTime: '2026-11-20T04:00:00Z', readyToUse: false}");
    }

    private void status(HasMetadata object, String yaml) {
        Object status = client.getKubernetesSerialization().unmarshal("status: " + yaml, Map.class);
        client.resource(object)
                .inNamespace(namespace)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(status));
    }

    private void annotate(Map<String, String> annotations) {
        client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of("metadata", Map.of("annotations", annotations))));
    }

    private Map<String, String> annotations() {
        return CopyMarks.annotations(claim("photos").orElseThrow());
    }

    private void awaitGone() {
        await().untilAsserted(() -> {
            letGoOfClaims();
            assertThat(claim(COPY)).isEmpty();
            assertThat(snapshot(COPY)).isEmpty();
        });
    }

    /** No controller is here to do it. */
    private void letGoOfClaims() {
        claim(COPY)
                .filter(CopyMarks::isTerminating)
                .ifPresent(claim -> client.resource(claim)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}"));
    }

    private <T extends HasMetadata> T create(T object) {
        return client.resource(object).inNamespace(namespace).create();
    }

    private Optional<PersistentVolumeClaim> claim(String name) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    private Optional<VolumeSnapshot> snapshot(String name) {
        return Optional.ofNullable(client.resources(VolumeSnapshot.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }
}
