package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.files.FileTrees;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories in folders that are not where they were, or not whole: each case in its own words, and nothing is lost or made. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
final class MissingRepositoryIT {
    @TempDir
    Path folder;

    private Scene scene;
    private Path nas;
    private Path repository;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) throws Exception {
        scene = new Scene(client, namespace.name(), folder);
        nas = Files.createDirectory(folder.resolve("nas"));
        repository = nas.resolve("photos");
        Files.writeString(scene.volume("photos").resolve("a"), "a photo");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void shouldCreateNothingAtAMistypedAddressAndSayWhatWasMeant() throws Exception {
        firstBackup();
        pointTo(nas.resolve("photo"));

        ReplicationStatus mistyped = scene.run("photos", "mistyped");

        assertThat(Scene.conditions(mistyped))
                .containsEntry("Ready", "False RepositoryMissing")
                .containsEntry("BackupHealthy", "False RepositoryMissing");
        assertThat(Scene.message(mistyped, "BackupHealthy"))
                .isEqualTo(
                        "No restic repository answers at the configured address although one is expected there. Check"
                                + " RESTIC_REPOSITORY in the Secret; to start a new, empty repository there on purpose set"
                                + " spec.restic.createRepository.");
        assertThat(scene.event("photos", "BackupFailed"))
                .endsWith("Details: There is no repository at " + nas + "/photo. The history of this source is at "
                        + repository + ". Did you mean one of these: " + repository + "?");
        assertThat(nas.resolve("photo")).doesNotExist();
        assertThat(mistyped.restic().repository().url()).isEqualTo(repository.toString());

        pointTo(repository);
        scene.run("photos", "corrected");
        assertThat(snapshots(repository)).hasSize(2);
    }

    @Test
    void shouldTakeTheRepositoryAtANewAddressWhereThereIsOne() throws Exception {
        firstBackup();
        Path moved = nas.resolve("moved");
        Files.move(repository, moved);
        pointTo(moved);

        ReplicationStatus status = scene.run("photos", "moved");

        assertThat(Scene.conditions(status)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(status.restic().repository().url()).isEqualTo(moved.toString());
        assertThat(snapshots(moved)).hasSize(2);
        assertThat(repository).doesNotExist();
    }

    @Test
    void shouldNotReplaceARepositoryThatVanishedUntilAPersonSaysSo() throws Exception {
        firstBackup();
        FileTrees.delete(repository);

        ReplicationStatus vanished = scene.run("photos", "vanished");
        assertThat(Scene.conditions(vanished)).containsEntry("BackupHealthy", "False RepositoryMissing");
        assertThat(repository).doesNotExist();

        scene.edit("photos", "{\"spec\":{\"restic\":{\"createRepository\":\"it-burnt-down\"}}}");
        ReplicationStatus anew = scene.run("photos", "anew");
        assertThat(Scene.conditions(anew)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(anew.restic().handledCreateRepository()).isEqualTo("it-burnt-down");
        assertThat(snapshots(repository)).hasSize(1);

        FileTrees.delete(repository);
        ReplicationStatus again = scene.run("photos", "again");
        assertThat(Scene.conditions(again))
                .as("a token is acted on once")
                .containsEntry("BackupHealthy", "False RepositoryMissing");
        assertThat(repository).doesNotExist();
    }

    @Test
    void shouldKeepAConsentForTheRunThatReachesTheStorage() throws Exception {
        firstBackup();
        Files.move(nas, folder.resolve("unmounted"));
        scene.edit("photos", "{\"spec\":{\"restic\":{\"createRepository\":\"on-the-new-disk\"}}}");

        ReplicationStatus unreachable = scene.run("photos", "unmounted");
        assertThat(Scene.conditions(unreachable)).containsEntry("BackupHealthy", "False Unreachable");
        assertThat(scene.event("photos", "BackupFailed"))
                .endsWith("Details: The folder " + nas + " is not there: check that the share is mounted, and"
                        + " RESTIC_REPOSITORY.");
        assertThat(unreachable.restic().handledCreateRepository()).isNull();
        assertThat(nas).doesNotExist();

        Files.createDirectory(nas);
        ReplicationStatus made = scene.run("photos", "new disk");
        assertThat(Scene.conditions(made)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(made.restic().handledCreateRepository()).isEqualTo("on-the-new-disk");
        assertThat(snapshots(repository)).hasSize(1);
    }

    @Test
    void shouldMakeNoNewConfigOverDataThatLostItsOwn() throws Exception {
        firstBackup();
        Path config = Files.move(repository.resolve("config"), folder.resolve("config-from-a-copy"));
        List<String> before = files(repository);

        ReplicationStatus lost = scene.run("photos", "lost");
        scene.edit("photos", "{\"spec\":{\"restic\":{\"createRepository\":\"please\"}}}");
        ReplicationStatus insisted = scene.run("photos", "insisted");

        assertThat(Scene.conditions(lost))
                .containsEntry("Ready", "False ConfigMissing")
                .containsEntry("BackupHealthy", "False ConfigMissing");
        assertThat(Scene.message(lost, "BackupHealthy"))
                .isEqualTo(
                        "Part of a restic repository lies at the configured address, but its file config is missing or"
                                + " empty, so nothing can open it. Bring config back from the bucket's older versions or from a copy,"
                                + " or use another address; nothing was created or removed.");
        assertThat(Scene.conditions(insisted)).containsEntry("BackupHealthy", "False ConfigMissing");
        assertThat(files(repository)).isEqualTo(before);

        Files.move(config, repository.resolve("config"));
        ReplicationStatus back = scene.run("photos", "back");
        assertThat(Scene.conditions(back)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(snapshots(repository)).hasSize(2);
    }

    @Test
    void shouldSayTheSameToASourceThatNeverHadASnapshot() throws Exception {
        firstBackup();
        Files.delete(repository.resolve("config"));
        scene.source("other", "repo", "skipIfUnchanged: false");
        Files.writeString(scene.volume("other").resolve("b"), "another");

        ReplicationStatus other = scene.await("other", s -> s.lastRun() != null);

        assertThat(Scene.conditions(other)).containsEntry("BackupHealthy", "False ConfigMissing");
        assertThat(repository.resolve("config")).doesNotExist();
    }

    @Test
    void shouldCreateNoRepositoryAmongOthersUnlessAsked() throws Exception {
        firstBackup();
        Files.writeString(scene.volume("other").resolve("b"), "another");
        scene.secret("top", environment(nas));
        scene.source("other", "top", "skipIfUnchanged: false");

        ReplicationStatus refused = scene.await("other", s -> s.lastRun() != null);
        assertThat(Scene.conditions(refused)).containsEntry("BackupHealthy", "False RepositoryMissing");
        assertThat(scene.event("other", "BackupFailed"))
                .endsWith(
                        "Details: There is no repository at " + nas + ". Other things lie there: photos/. To create one"
                                + " among them all the same, set spec.restic.createRepository. Did you mean one of these: "
                                + repository + "?");
        assertThat(files(nas)).allMatch(file -> file.startsWith("photos/"));

        scene.edit("other", "{\"spec\":{\"restic\":{\"createRepository\":\"here\"}}}");
        ReplicationStatus made = scene.run("other", "asked");
        assertThat(Scene.conditions(made)).containsEntry("BackupHealthy", "True Succeeded");
        assertThat(snapshots(nas)).hasSize(1);
        assertThat(snapshots(repository)).hasSize(1);
    }

    private void firstBackup() {
        pointTo(repository);
        scene.source("photos", "repo", "skipIfUnchanged: false");
        scene.await("photos", s -> "first".equals(s.lastManualSync()));
    }

    private void pointTo(Path place) {
        scene.secret("repo", environment(place));
    }

    private static Map<String, String> environment(Path place) {
        return Map.of("RESTIC_REPOSITORY", place.toString(), "RESTIC_PASSWORD", Scene.PASSWORD);
    }

    private static List<String> snapshots(Path place) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode snapshot : Scene.restic(environment(place), "snapshots", "--json")) {
            ids.add(snapshot.path("id").asText());
        }
        return ids;
    }

    private static List<String> files(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> place.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
