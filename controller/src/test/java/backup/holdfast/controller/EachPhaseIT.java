package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import backup.holdfast.testsupport.kubelet.ContainerImage;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However far a run is when its controller dies or the API server goes away: there is one mover, its result is not lost, and nothing is
 * left lying about. A phase is what lies between two of the controller's writes. Movers only say that all went well.
 */
final class EachPhaseIT {
    private static final String NAMESPACE = "apps";
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Longer than any run, so that the last one shows that all phases were tried. */
    private static final int MORE_WRITES_THAN_A_RUN_HAS = 40;

    @TempDir
    Path folder;

    private InMemoryApiServer server;
    private KubernetesClient admin;
    private TestKubelet kubelet;

    @BeforeEach
    void start() throws IOException {
        server = InMemoryApiServer.start();
        admin = TestCluster.connect(new ConfigBuilder(server.clientConfig())
                .withNamespace(NAMESPACE)
                .build());
        ResourceDefinitions.all()
                .forEach(definition -> admin.resource(definition).create());
        for (String definition : List.of(
                SnapshotKind.SNAPSHOT_DEFINITION, SnapshotKind.CONTENT_DEFINITION, SnapshotKind.CLASS_DEFINITION)) {
            admin.load(requireNonNull(EachPhaseIT.class.getResourceAsStream("/" + definition)))
                    .create();
        }
        apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + NAMESPACE + "}\n");
        kubelet = TestKubelet.on(admin)
                .node("node-a")
                .image("holdfast", image())
                .storageClass("folders")
                .start();
        apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: folders}
                driver: folders.testing.holdfast.backup
                deletionPolicy: Delete
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: repo}
                stringData: {RESTIC_REPOSITORY: 's3:http://127.0.0.1:1/photos', RESTIC_PASSWORD: secret}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: repo, copyMethod: Snapshot, volumeSnapshotClassName: folders, retain: {daily: 7}}
                """);
    }

    @AfterEach
    void stop() {
        // There is none where this machine can't run pods.
        if (kubelet != null) {
            kubelet.close();
        }
        admin.close();
        server.close();
    }

    @Test
    void shouldEndARunOnceWhicheverOfItsWritesItsControllerDiedAfter() throws IOException {
        Line line = new Line();
        Holdfast controller = controller(line);
        try {
            awaitFirstSync();
            int phases = 0;
            boolean died = true;
            while (died) {
                String token = "phase-" + ++phases;
                Line mortal = line;
                mortal.after(phases, mortal::cut);
                request(token);
                await(token).atMost(SOON).until(() -> mortal.hasHappened() || isOver(token));
                died = mortal.hasHappened();
                if (died) {
                    controller.close();
                    line = new Line();
                    controller = controller(line);
                }
                assertOneGoodRun(token, phases + 1);
            }
            assertThat(phases).as("runs, and with them phases").isBetween(8, MORE_WRITES_THAN_A_RUN_HAS);
        } finally {
            controller.close();
        }
    }

    /** Every fourth, or it would take too long. */
    @Test
    void shouldEndARunOnceWhateverItWasAtWhenTheApiServerWentAway() throws IOException {
        Line line = new Line();
        try (Holdfast controller = controller(line)) {
            awaitFirstSync();
            int outages = 0;
            boolean away = true;
            while (away) {
                line.after(1 + 4 * outages, server::stop);
                String token = "outage-" + ++outages;
                request(token);
                await(token).atMost(SOON).ignoreExceptions().until(() -> line.hasHappened() || isOver(token));
                away = line.hasHappened();
                if (away) {
                    await("the controller to notice").atMost(SOON).until(() -> line.failures() >= 3);
                    server.restart();
                }
                assertOneGoodRun(token, outages + 1);
            }
            assertThat(outages).as("runs, and with them phases").isBetween(3, MORE_WRITES_THAN_A_RUN_HAS);
            assertThat(controller.readiness().explanation()).isEqualTo("ready");
        }
    }

    private void assertOneGoodRun(String token, int runs) throws IOException {
        await(token).atMost(SOON).until(() -> isOver(token));
        ReplicationStatus status = status();
        assertThat(status.lastHandledRequest().result().toString())
                .as("after %s", token)
                .isEqualToIgnoringCase("succeeded");
        assertThat(status.consecutiveFailures()).isZero();
        assertThat(Files.readAllLines(kubelet.volume("volsync-src-photos-cache").resolve("movers")))
                .as("movers after %s", token)
                .hasSize(runs)
                .doesNotHaveDuplicates();
    }

    private List<String> copies() {
        List<String> names = new ArrayList<>();
        admin.resources(VolumeSnapshot.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(it -> names.add(it.getMetadata().getName()));
        admin.resources(PersistentVolumeClaim.class)
                .inNamespace(NAMESPACE)
                .withLabel("holdfast.backup/run")
                .list()
                .getItems()
                .forEach(it -> names.add(it.getMetadata().getName()));
        return names;
    }

    private void awaitFirstSync() {
        await("a sync")
                .atMost(SOON)
                .until(() -> status() != null
                        && status().lastSyncTime() != null
                        && status().run() == null
                        && copies().isEmpty());
    }

    private boolean isOver(String token) {
        return isAnswered(token) && copies().isEmpty();
    }

    private boolean isAnswered(String token) {
        ReplicationStatus status = status();
        return status.lastHandledRequest() != null
                && token.equals(status.lastHandledRequest().token())
                && status.run() == null;
    }

    private ReplicationStatus status() {
        return admin.resources(ReplicationSource.class)
                .inNamespace(NAMESPACE)
                .withName("photos")
                .get()
                .getStatus();
    }

    private void request(String token) {
        admin.resources(ReplicationSource.class)
                .inNamespace(NAMESPACE)
                .withName("photos")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}");
    }

    private void apply(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).serverSideApply();
    }

    private Holdfast controller(Line line) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(server.clientConfig())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("line", line))
                .build();
        HoldfastSettings settings = TestSettings.of(Set.of(), TestSettings.pods());
        return Holdfast.start(settings, client, Clock.systemUTC(), event -> {});
    }

    /** A mover that leaves its run's id in the cache, and says what one says that has done its work. Its host's name is that id. */
    private ContainerImage image() throws IOException {
        RunId any = new RunId("hf-00000000-20261120t040000");
        String outcome = new OutcomeCodec().encode(MoverOutcome.restored(any, Instant.EPOCH, Instant.EPOCH));
        Path program = Files.writeString(
                folder.resolve("holdfast-mover"), """
                #!/bin/sh
                hostname >> /cache/movers
                cat > /dev/termination-log <<END
                %s
                END
                """.formatted(outcome.replace(any.value(), "$(hostname)")));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return ContainerImage.command("sh").withProgram("holdfast-mover", program);
    }
}
