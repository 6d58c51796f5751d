package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.ApiNfsObjects;
import backup.holdfast.controller.resolver.ApiReferences;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source whose volume is on an NFS server that goes down and comes back, by the word of an NfsScaler in the API. */
@ClusterTest(crds = {"crds/replicationsources.volsync.backube.yaml", "crds/nfsscalers.holdfast.backup.yaml"})
final class NfsOutageIT {
    private final FakeMovers movers = new FakeMovers();
    private final RecordedEvents events = new RecordedEvents();

    // Ahead of the API server's, which dates new objects in whole seconds.
    private final SettableClock clock =
            new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(5));

    private KubernetesClient client;
    private String namespace;
    private SourceReconciler reconciler;
    private PersistentVolume volume;
    private NfsScaler scaler;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        SourceReconcilers reconcilers = new SourceReconcilers(client, movers);
        reconcilers.references = new ApiReferences(client);
        reconcilers.nfs = new ApiNfsObjects(client);
        reconcilers.events = events;
        reconcilers.clock = clock;
        reconciler = reconcilers.reconciler();
        createSurroundings();
        scaler = client.resource(FakeNfsObjects.scaler(this.namespace, "Down")).create();
        say("Up");
    }

    @AfterEach
    void deleteWhatIsInNoNamespace() {
        client.resource(scaler).delete();
        client.resource(volume).delete();
    }

    @Test
    void shouldWaitForItsServerWithoutFailedRunsAndCatchUpOnce() {
        createSource();
        reconcile();
        movers.succeed(clock.instant());
        reconcile();
        assertThat(movers.started()).hasSize(1);
        Instant lastSync = source().getStatus().lastSyncTime();

        say("Down");
        clock.pass(Duration.ofDays(1));
        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        for (int look = 0; look < 4; look++) {
            clock.pass(Duration.ofDays(1));
            assertThat(reconcile()).contains(Duration.ofSeconds(30));
        }

        assertThat(movers.started()).hasSize(1);
        assertThat(events.lines()).containsExactly("Normal BackupSucceeded Backup photos");
        assertThat(source().getStatus().consecutiveFailures()).isZero();
        assertThat(source().getStatus().lastSyncTime()).isEqualTo(lastSync);
        assertThat(condition("Ready"))
                .isEqualTo("True Accepted: Accepted; held: NFS server truenas is down, and PersistentVolumeClaim "
                        + namespace + "/photos is on it; one run starts when it is up again (NfsScaler " + namespace
                        + ")");
        assertThat(condition("Synchronizing"))
                .isEqualTo("False WaitingForSchedule: Waiting for next scheduled synchronization");
        assertThat(condition("BackupHealthy")).isEqualTo("True Succeeded: The last run made a snapshot.");
        assertThat(condition("Stalled")).isEqualTo("absent");

        say("Up");
        clock.pass(Duration.ofSeconds(30));
        reconcile();
        assertThat(movers.started()).hasSize(2);
        assertThat(condition("Ready")).isEqualTo("True Accepted: Accepted");
        movers.succeed(clock.instant());
        reconcile();

        reconcile();
        clock.pass(Duration.ofMinutes(1));
        Optional<Duration> again = reconcile();
        assertThat(movers.started()).as("five missed slots are one run").hasSize(2);
        assertThat(again)
                .contains(Duration.between(clock.instant(), source().getStatus().nextSyncTime()));
    }

    @Test
    void shouldWriteNothingWhileItWaits() {
        createSource();
        say("Down");
        reconcile();
        String version = source().getMetadata().getResourceVersion();

        for (int look = 0; look < 10; look++) {
            clock.pass(Duration.ofSeconds(30));
            assertThat(reconcile()).contains(Duration.ofSeconds(30));
        }

        assertThat(source().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(movers.started()).isEmpty();
    }

    private void createSurroundings() {
        volume = client.resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withCapacity(Map.of("storage", new Quantity("1Gi")))
                        .withAccessModes("ReadWriteMany")
                        .withNewNfs("/tank/photos", false, "192.0.2.7")
                        .endSpec()
                        .build())
                .create();
        client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("photos")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteMany")
                        .withVolumeName(namespace)
                        .withStorageClassName("")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("photos-restic")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(
                                Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", "x"))
                        .build())
                .create();
    }

    private void createSource() {
        client.resource(SampleSources.toCreate(SampleSources.scheduled("H H * * *"), namespace, "photos"))
                .create();
    }

    private void say(String state) {
        String status = client.getKubernetesSerialization()
                .asJson(Map.of("status", FakeNfsObjects.scaler(namespace, state).getStatus()));
        client.resources(NfsScaler.class)
                .withName(namespace)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    private ReplicationSource source() {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName("photos")
                .get();
    }

    private Optional<Duration> reconcile() {
        return reconciler.reconcile(source(), null).getScheduleDelay().map(Duration::ofMillis);
    }

    private String condition(String type) {
        return source().getStatus()
                .condition(type)
                .map(it -> it.getStatus() + " " + it.getReason() + ": " + it.getMessage())
                .orElse("absent");
    }
}
