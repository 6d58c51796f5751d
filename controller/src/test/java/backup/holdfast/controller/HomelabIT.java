package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.Aspect;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.kubelet.TestKubeletBuilder;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tls.TestAuthority;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests as people have them in their GitOps repositories, written for VolSync and unmodified: each comes to a snapshot that stock restic restores. */
@S3Test
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class HomelabIT {
    private static final String NAS = "nas.home.arpa";
    private static final String EXPORT = "/tank/backups";
    private static final List<String> SNAPSHOT_CLASSES = List.of("rook-block", "rook-files");

    @TempDir
    Path folder;

    @AutoClose
    private PodScene scene;

    private S3Bucket bucket;
    private Path nas;

    /** The Secret of each source by its name. */
    private final Map<String, Map<String, String>> repositories = new TreeMap<>();

    /** The claim of each source by its name. */
    private final Map<String, String> claims = new TreeMap<>();

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace, S3Bucket bucket) throws Exception {
        this.bucket = bucket;
        scene = new PodScene(client, namespace, bucket, folder, HomelabIT::asInAHomelab);
        for (String name : SNAPSHOT_CLASSES) {
            scene.apply("""
                    apiVersion: snapshot.storage.k8s.io/v1
                    kind: VolumeSnapshotClass
                    metadata: {name: %s}
                    driver: folders.testing.holdfast.backup
                    deletionPolicy: Delete
                    """.formatted(name));
        }
        nas = Files.createDirectory(folder.resolve("nas"));
        Files.setAttribute(nas, "unix:mode", 0777);
        scene.kubelet.volumes().export(NAS, EXPORT, nas);
        TestAuthority authority = TestAuthority.create(Files.createDirectory(folder.resolve("keys")));
        scene.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: house-ca}\ndata:\n  ca.crt: |\n"
                + authority.certificate().indent(4));
    }

    private static TestKubeletBuilder asInAHomelab(TestKubeletBuilder kubelet) {
        return kubelet.storageClass("rook-block")
                .storageClass("rook-files")
                .storageClassForFirstConsumer("hostpath")
                .storageClassForFirstConsumer("zfs")
                .admission(HomelabIT::withRepositoryAndJitter);
    }

    /** For those whose repository lies below /repository; and a pause in front, from an image of nobody's concern. */
    private static Pod withRepositoryAndJitter(Pod pod) {
        if (!pod.getMetadata().getLabels().getOrDefault("job-name", "").equals("volsync-src-notes")) {
            return pod;
        }
        return new PodBuilder(pod)
                .editSpec()
                .addNewInitContainer()
                .withName("jitter")
                .withImage("registry.example/busybox:1")
                .withCommand("sh", "-c", "sleep $(shuf -i 0-60 -n 1)")
                .endInitContainer()
                .addNewVolume()
                .withName("repository")
                .withNewNfs()
                .withServer(NAS)
                .withPath(EXPORT)
                .endNfs()
                .endVolume()
                .editContainer(0)
                .addNewVolumeMount()
                .withName("repository")
                .withMountPath("/repository")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void shouldBackUpWhatManifestsForVolSyncAskFor() throws Exception {
        claim("paperless", Map.of());
        claim("home-assistant", Map.of("CLAIM", "config-home-assistant", "VOLUME_CLASS", "zfs"));
        claim("media", Map.of("VOLUME_CLASS", "rook-files", "VOLUME_MODE", "ReadWriteMany"));
        claim("sonarr", Map.of("VOLUME_CLASS", "hostpath"));
        claim("wiki", Map.of());
        claim("notes", Map.of());

        source("block", "paperless", "paperless", Map.of(), inBucket("paperless"));
        source("offsite", "paperless-offsite", "paperless", Map.of(), inBucket("offsite/paperless"));
        source(
                "clone",
                "home-assistant",
                "home-assistant",
                Map.of("CLAIM", "config-home-assistant"),
                inBucket("home-assistant"));
        source("shared", "media", "media", Map.of(), inBucket("media"));
        source("direct", "sonarr", "sonarr", Map.of(), inBucket("sonarr"));
        source("nas-volume", "wiki", "wiki", Map.of(), onNas("/mnt/nas/wiki"));
        source("nas-policy", "notes", "notes", Map.of(), onNas("/repository/notes"));

        for (String source : claims.keySet()) {
            ReplicationStatus status = scene.awaitStatus(source, it -> it.lastRun() != null);
            assertThat(status.lastRun().failureClass()).as(source).isNull();
            assertThat(status.lastSyncTime()).as(source).isNotNull();
            assertThat(restored(source)).as(source).matches(TreeDiff::isEmpty);
        }
    }

    private void claim(String app, Map<String, String> variables) throws IOException {
        scene.apply(manifest("claim", app, variables));
        String name = variables.getOrDefault("CLAIM", app);
        application(name);
        new TreeBuilder(scene.kubelet.volume(name))
                .folder("library")
                .owner("library", 1000, 1000)
                .text("library/index.db", "of " + app)
                .owner("library/index.db", 1000, 1000)
                .file("blob", 200_000)
                .owner("blob", 1000, 1000)
                .symbolicLink("latest", "library/index.db")
                .owner("latest", 1000, 1000)
                .finish();
    }

    /** The application, which has its volume bound. Its image is not here, so it stays where it is: at its start. */
    private void application(String claim) {
        scene.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s}
                spec:
                  containers:
                    - {name: app, image: 'registry.example/%1$s:1', volumeMounts: [{name: data, mountPath: /data}]}
                  volumes:
                    - {name: data, persistentVolumeClaim: {claimName: %1$s}}
                """.formatted(claim));
    }

    private void source(String kind, String name, String app, Map<String, String> more, Map<String, String> repository)
            throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        repositories.put(name, repository);
        claims.put(name, variables.getOrDefault("CLAIM", app));
        scene.secret(name + "-backup", repository);
        scene.apply(manifest(kind, app, variables));
    }

    private static String manifest(String kind, String app, Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("APP", app);
        try (InputStream text =
                Objects.requireNonNull(HomelabIT.class.getResourceAsStream("/homelab/" + kind + ".yaml"))) {
            return new FluxVariables(variables).in(new String(text.readAllBytes(), UTF_8));
        }
    }

    private Map<String, String> inBucket(String folder) {
        Map<String, String> secret = new HashMap<>(bucket.environment());
        secret.put("RESTIC_REPOSITORY", bucket.resticRepository(folder));
        secret.put("RESTIC_PASSWORD", Scene.PASSWORD);
        return secret;
    }

    private static Map<String, String> onNas(String repository) {
        return Map.of("RESTIC_REPOSITORY", repository, "RESTIC_PASSWORD", Scene.PASSWORD);
    }

    /** How what stock restic restores of the newest snapshot differs from the volume. */
    private TreeDiff restored(String source) throws Exception {
        Map<String, String> environment = new HashMap<>(repositories.get(source));
        environment.computeIfPresent(
                "RESTIC_REPOSITORY",
                (key, url) -> url.replaceFirst("^(/mnt/nas|/repository)/", Matcher.quoteReplacement(nas + "/")));
        Path target = folder.resolve("restored-" + source);
        Scene.restic(environment, "restore", "latest", "--host", "volsync", "--target", target.toString(), "--json");
        // The group of the volume is that of whoever wrote to it last.
        return TreeDiff.of(scene.kubelet.volume(claims.get(source)), target, Aspect.MODE, Aspect.OWNER);
    }
}
