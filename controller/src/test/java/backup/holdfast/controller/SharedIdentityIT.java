package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sources, one repository: what happens to the snapshots when they also share their identity. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class SharedIdentityIT {
    @TempDir
    Path folder;

    private Scene scene;
    private Map<String, String> repository;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) throws Exception {
        scene = new Scene(client, namespace.name(), folder);
        repository =
                Map.of("RESTIC_REPOSITORY", folder.resolve("repository").toString(), "RESTIC_PASSWORD", Scene.PASSWORD);
        scene.secret("repo", repository);
        scene.secret("same-place", repository);
        Files.writeString(scene.volume("photos").resolve("a"), "a photo");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    /** Without a mount namespace of their own, movers record the path of the folder: so both back up one claim. */
    @Test
    void shouldFreezeForgetOnBothForAsLongAsTheyShare() throws Exception {
        scene.source("photos", "repo", "retain: {last: '1'}\nskipIfUnchanged: false");
        scene.await("photos", s -> "first".equals(s.lastManualSync()));

        copy("retain: {last: '1'}\nskipIfUnchanged: false");
        scene.await("copy", s -> "first".equals(s.lastManualSync()));

        // The first hears of it without a run of its own.
        ReplicationStatus told = scene.await("photos", s -> "False SharedIdentity".equals(retention(s)));
        assertThat(Scene.message(told, "RetentionActive"))
                .startsWith("Nothing is forgotten or pruned: The same repository and identity (host volsync, path ")
                .endsWith(") are used by ReplicationSource " + scene.namespace
                        + "/copy: each would forget by counting the"
                        + " other's snapshots. Give one of them a spec.restic.identity.host of its own, or a repository of"
                        + " its own.");
        ReplicationStatus photos = scene.run("photos", "second");
        ReplicationStatus copied = scene.run("copy", "second");
        List<String> all = snapshots();

        assertThat(retention(photos)).isEqualTo("False SharedIdentity");
        assertThat(retention(copied)).isEqualTo("False SharedIdentity");
        assertThat(Scene.conditions(photos)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(all).as("backups go on and nothing is forgotten").hasSize(4);
        assertThat(scene.event("photos", "RetentionFrozen")).contains("ReplicationSource " + scene.namespace + "/copy");

        scene.edit("copy", "{\"spec\":{\"restic\":{\"identity\":{\"host\":\"copy\"}}}}");
        scene.await("photos", s -> "True Active".equals(retention(s)));
        scene.run("copy", "third");
        ReplicationStatus alone = scene.run("photos", "third");

        assertThat(retention(scene.status("copy"))).isEqualTo("True Active");
        assertThat(alone.restic().retentionFrozen()).isNull();
        assertThat(snapshots()).as("each its own newest").hasSize(2).doesNotContainAnyElementsOf(all);
    }

    @Test
    void shouldForgetAgainOnceTheOtherIsDeleted() throws Exception {
        scene.source("photos", "repo", "retain: {last: '1'}\nskipIfUnchanged: false");
        scene.await("photos", s -> "first".equals(s.lastManualSync()));
        copy("");
        scene.await("copy", s -> "first".equals(s.lastManualSync()));
        scene.await("photos", s -> "False SharedIdentity".equals(retention(s)));

        scene.client
                .resources(ReplicationSource.class)
                .inNamespace(scene.namespace)
                .withName("copy")
                .delete();
        ReplicationStatus alone = scene.run("photos", "second");

        assertThat(retention(alone)).isEqualTo("True Active");
        assertThat(alone.lastRun().forgotten()).isEqualTo(2);
        assertThat(snapshots()).hasSize(1);
    }

    @Test
    void shouldLetDifferentHostsShareARepositoryAndForgetOnlyTheirOwn() throws Exception {
        scene.source("photos", "repo", "retain: {last: '1'}\nskipIfUnchanged: false\nidentity: {host: a}");
        scene.await("photos", s -> "first".equals(s.lastManualSync()));
        copy("retain: {last: '1'}\nskipIfUnchanged: false\nidentity: {host: b}");
        scene.await("copy", s -> "first".equals(s.lastManualSync()));
        scene.run("copy", "second");

        ReplicationStatus second = scene.run("photos", "second");

        assertThat(retention(second)).isEqualTo("True Active");
        List<String> hosts = new ArrayList<>();
        for (JsonNode snapshot : Scene.restic(repository, "snapshots", "--json")) {
            hosts.add(snapshot.path("hostname").asText());
        }
        assertThat(hosts).containsExactlyInAnyOrder("a", "b");
    }

    private void copy(String restic) {
        scene.apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: copy}
                spec:
                  sourcePVC: photos
                  trigger: {manual: first}
                  restic:
                    repository: same-place
                """ + restic.indent(4));
    }

    private static String retention(ReplicationStatus status) {
        return Scene.conditions(status).get("RetentionActive");
    }

    private List<String> snapshots() throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode snapshot : Scene.restic(repository, "snapshots", "--json")) {
            ids.add(snapshot.path("id").asText());
        }
        return ids;
    }
}
