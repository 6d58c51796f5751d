package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tls.TestAuthority;
import backup.holdfast.testsupport.tls.TlsFront;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose certificate only {@code spec.restic.customCA} vouches for. */
@S3Test
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class CustomCertificateIT {
    @TempDir
    Path folder;

    private Scene scene;
    private S3Bucket bucket;
    private TestAuthority authority;
    private TlsFront front;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws Exception {
        this.bucket = bucket;
        authority = TestAuthority.create(Files.createDirectory(folder.resolve("keys")));
        front = TlsFront.start(bucket.access().endpoint(), authority);
        scene = new Scene(client, namespace.name(), folder);
        Files.writeString(scene.volume("photos").resolve("a"), "a");
        Map<String, String> secret = new HashMap<>(bucket.environment());
        secret.put("RESTIC_REPOSITORY", "s3:" + front.endpoint() + "/" + bucket.name() + "/photos");
        secret.put("RESTIC_PASSWORD", Scene.PASSWORD);
        scene.secret("repo", secret);
    }

    @AfterEach
    void stop() {
        scene.close();
        front.close();
    }

    @Test
    void shouldBackUpToAStoreThatOnlyACertificateInASecretVouchesFor() throws Exception {
        scene.secret("ca", Map.of("ca.crt", authority.certificate()));
        scene.source("photos", "repo", "customCA: {secretName: ca, key: ca.crt}");

        ReplicationStatus status = scene.await("photos", s -> s.lastRun() != null);

        assertThat(Scene.conditions(status)).containsEntry("BackupHealthy", "True Succeeded");
        Map<String, String> plain = new HashMap<>(bucket.environment());
        plain.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        plain.put("RESTIC_PASSWORD", Scene.PASSWORD);
        assertThat(Scene.restic(plain, "snapshots", "--json")).hasSize(1);
    }

    @Test
    void shouldNameWhatIsMissingAndFollowTheConfigMapOnceItIsRight() {
        scene.source("photos", "repo", "customCA: {configMapName: ca, key: ca.crt}");

        ReplicationStatus waiting =
                scene.await("photos", s -> s.condition("Stalled").isPresent());
        scene.client
                .configMaps()
                .inNamespace(scene.namespace)
                .resource(new io.fabric8.kubernetes.api.model.ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("ca")
                        .endMetadata()
                        .addToData("ca.crt", authority.certificate())
                        .build())
                .create();
        ReplicationStatus good = scene.await("photos", s -> "first".equals(s.lastManualSync()));

        assertThat(Scene.conditions(waiting))
                .containsEntry("Ready", "False CustomCAUnusable")
                .containsEntry("Stalled", "True CustomCAUnusable");
        assertThat(Scene.message(waiting, "Ready"))
                .isEqualTo("ConfigMap " + scene.namespace + "/ca (spec.restic.customCA.configMapName) does not exist."
                        + " Create it with the CA's certificate under the key ca.crt.");
        assertThat(waiting.run()).isNull();
        assertThat(Scene.conditions(good)).containsEntry("BackupHealthy", "True Succeeded");
    }

    @Test
    void shouldSayThatNobodyVouchesForTheStoreAndCreateNothing() {
        scene.source("photos", "repo", "pruneIntervalDays: 7");

        ReplicationStatus status = scene.await("photos", s -> s.lastRun() != null);

        assertThat(Scene.conditions(status))
                .containsEntry("Ready", "True Accepted")
                .containsEntry("BackupHealthy", "False TLSFailed");
        assertThat(scene.event("photos", "BackupFailed")).contains("x509: certificate signed by unknown authority");
    }
}
