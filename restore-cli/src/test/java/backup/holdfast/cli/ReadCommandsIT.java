package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.CommandLineScene.Run;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadCommandsIT {
    @TempDir
    private Path folder;

    @AutoClose
    private CommandLineScene scene;

    @BeforeEach
    void start() {
        scene = new CommandLineScene(folder);
    }

    @Test
    void shouldShowTheWorstFirstAndEndWithFour() {
        source(
                "photos",
                "{lastSyncTime: '2026-11-20T04:05:00Z', nextSyncTime: '2026-11-21T04:00:00Z',"
                        + " latestMoverStatus: {result: Successful}, observedGeneration: 1}");
        source(
                "database",
                "{lastSyncTime: '2026-11-18T04:05:00Z', observedGeneration: 1, conditions: ["
                        + "{type: Stalled, status: 'True', reason: WrongPassword, lastTransitionTime: '2026-11-20T04:00:00Z',"
                        + " message: RESTIC_PASSWORD does not open the repository. Correct the Secret; nothing was written.}]}");

        Run run = scene.run("status");

        assertThat(run.out()).isEqualTo("""
                NAMESPACE   NAME       STATE     LAST GOOD   NEXT     SCHEDULE    RESULT       WHY
                default     database   Stalled   2d ago      -        0 4 * * *   -            WrongPassword: RESTIC_PASSWORD does not open the repository. Correc...
                default     photos     Good      7h ago      in 16h   0 4 * * *   Successful   -
                """);
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(scene.run("status", "-o", "name").out()).isEqualTo("default/database\ndefault/photos\n");
        assertThat(scene.run("status", "-A", "-o", "json").out())
                .contains("\"attention\" : true", "\"state\" : \"Good\"");
    }

    @Test
    void shouldEndWithZeroWhereAllIsWell() {
        source("photos", "{lastSyncTime: '2026-11-20T04:05:00Z', observedGeneration: 1}");

        assertThat(scene.run("status").exitCode()).isZero();
        Run elsewhere = scene.run("status", "-n", "kube-system");
        assertThat(elsewhere.exitCode()).isZero();
        assertThat(elsewhere.err()).isEqualTo("No sources in namespace kube-system.\n");
    }

    /** By each first call that a command can make. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status -A",
                "list photos",
                "runs",
                "runs rs-1",
                "pvc photos --yes",
                "continue rs-1",
                "rollback rs-1",
                "backup-now photos",
                "backup-now --all"
            })
    void shouldSaySoonThatTheApiServerIsAway(String command) throws IOException {
        scene.leadTo("http://127.0.0.1:1");
        long start = System.nanoTime();

        Run run = scene.run(command.split(" "));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(8);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("""
                restore: the API server does not answer: no connection
                Check --context and the network; without any cluster, restic and the bucket are enough.
                """);
    }

    @Test
    void shouldAskForABackupOutsideTheSpecAndEndWithItsResult() {
        source("photos", "{observedGeneration: 1}");
        scene.whileWaiting(time -> answer("photos", RunResult.SUCCEEDED));

        Run run = scene.run("backup-now", "photos", "--wait");

        assertThat(run.out()).isEqualTo("default/photos: backed up, snapshot 5d1c8f0e\n");
        assertThat(run.exitCode()).isZero();
        assertThat(read("photos").getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void shouldWaitForABackupWhileTheApiServerIsAway() throws IOException {
        source("photos", "{observedGeneration: 1}");
        AtomicInteger looks = new AtomicInteger();
        try (CountingProxy way = CountingProxy.start(scene.server())) {
            scene.leadTo(way.endpoint().toString());
            scene.whileWaiting(time -> {
                switch (looks.incrementAndGet()) {
                    case 1 -> way.behave(request -> new Reaction.Reset());
                    case 3 -> {
                        answer("photos", RunResult.SUCCEEDED);
                        way.behaveWell();
                    }
                    default -> {}
                }
            });

            Run run = scene.run("backup-now", "photos", "--wait");

            assertThat(run.out()).as(run.err()).isEqualTo("default/photos: backed up, snapshot 5d1c8f0e\n");
            assertThat(looks).hasValue(3);
        }
    }

    @Test
    void shouldEndWithOneWhereABackupFails() {
        source("photos", "{observedGeneration: 1}");
        source("database", "{observedGeneration: 1}");
        scene.whileWaiting(time -> {
            answer("photos", RunResult.SUCCEEDED);
            answer("database", RunResult.FAILED);
        });

        Run run = scene.run("backup-now", "--all", "--wait");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("default/database: failed, Locked: somebody holds a lock");
    }

    @Test
    void shouldNameWhatDoesNotExistAndWhatToDo() {
        Run run = scene.run("backup-now", "phots");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("""
                restore: there is no ReplicationSource phots in namespace default
                `restore status -A` lists what there is; -n chooses the namespace.
                """);
        assertThat(scene.run("backup-now").exitCode()).isEqualTo(2);
        assertThat(scene.run("stauts").exitCode()).isEqualTo(2);
    }

    @Test
    void shouldListWhatTheStatusKnows() {
        source(
                "photos",
                "{observedGeneration: 1, restic: {snapshotCount: 7, latestSnapshot: {id: 5d1c8f0e77, time:"
                        + " '2026-11-20T04:00:00Z', host: volsync, paths: [/data], files: 73, bytes: 8640034}}}");

        Run run = scene.run("list", "photos", "--known");

        assertThat(run.out()).isEqualTo("""
                PREVIOUS   ID         TIME               AGE      FILES   SIZE      HOST
                0          5d1c8f0e   2026-11-20 04:00   8h ago   73      8.2 MiB   volsync
                """);
        assertThat(run.err()).isEqualTo("The newest of 7, as the last run saw it.\n");
    }

    @Test
    void shouldListARepositoryFromHere() {
        Path restic = Tools.require(Tools.restic(ResticSeries.V0_19));
        Path repository = VolSyncRepository.unpackTo(folder.resolve("bucket"));
        secret(
                "photos-restic",
                Map.of(
                        "RESTIC_REPOSITORY",
                        repository.toString(),
                        "RESTIC_PASSWORD",
                        VolSyncRepository.PASSWORD,
                        // Would be run on the machine of whoever asks.
                        "RESTIC_PASSWORD_COMMAND",
                        "false"));
        source("photos", "{observedGeneration: 1}");
        scene.environment(Map.of("PATH", restic.getParent().toString(), "HOME", folder.toString()));

        Run run = scene.run("list", "photos", "--local", "--newer-than", "6d");

        assertThat(run.err()).isEqualTo("4 shown.\n");
        assertThat(run.out()).startsWith("""
                PREVIOUS   ID         TIME               AGE       FILES""");
        assertThat(run.out().lines().map(line -> line.substring(0, 19)))
                .containsExactly(
                        "PREVIOUS   ID      ",
                        "0          c8fd20e0",
                        "1          a0af0463",
                        "2          5c707164",
                        "3          ac6af11f");
        assertThat(scene.run("list", "photos", "--local", "-o", "name").out().lines())
                .hasSameSizeAs(VolSyncRepository.SNAPSHOTS.keySet());
        assertThat(scene.run("list", "photos", "--local", "--older-than", "2026-01-01")
                        .err())
                .isEqualTo("No snapshot of volsync:/data matches.\n");
    }

    @Test
    void shouldLookIntoASnapshotFromHere() throws IOException {
        atRepository(VolSyncRepository.PASSWORD);

        Run shown = scene.run("ls", "photos", "c8fd20e0", "--local");
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("drwxr-xr-x     0:0 ", "  /config/\n", "  /hard\n");
        assertThat(shown.err()).isEqualTo("5 entries.\n");
        assertThat(scene.run("ls", "photos", "c8fd20e0", "/config", "--local", "-R", "-o", "name")
                        .out())
                .contains("/config/");
        assertThat(scene.run("ls", "photos", "c8fd20e0", "--local", "-o", "json")
                        .out())
                .contains("\"path\" : \"/hard\"", "\"type\" : \"file\"");

        Run file = scene.run("cat", "photos", "c8fd20e0", "/hard", "--local");
        assertThat(file.exitCode()).as(file.err()).isZero();
        assertThat(scene.bytes()).hasSize(185);

        Path copy = folder.resolve("copy");
        Run folderFetched = scene.run("download", "photos", "c8fd20e0", "/", "--local", "--target", copy.toString());
        assertThat(folderFetched.exitCode()).as(folderFetched.err()).isZero();
        assertThat(copy.resolve("hard")).hasBinaryContent(scene.bytes());
        assertThat(scene.run("download", "photos", "c8fd20e0", "/", "--local", "--target", copy.toString())
                        .err())
                .isEqualTo("restore: " + copy
                        + " is there already\nName another place with --target. Nothing was changed.\n");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(it -> it.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    void shouldSayWhatIsNotInASnapshot() {
        atRepository(VolSyncRepository.PASSWORD);

        Run nowhere = scene.run("ls", "photos", "c8fd20e0", "/nowhere", "--local");
        assertThat(nowhere.exitCode()).isEqualTo(3);
        assertThat(nowhere.err()).startsWith("restore: snapshot c8fd20e0 has no /nowhere\n");
        assertThat(scene.run("ls", "photos", "01234567", "--local").exitCode()).isEqualTo(3);
        assertThat(scene.run("cat", "photos", "c8fd20e0", "/config", "--local").err())
                .startsWith("restore: /config is no file, but dir\n");
        assertThat(scene.run("ls", "photos", "newest", "--local").exitCode()).isEqualTo(2);
        assertThat(scene.run("ls", "photos", "latest", "--local").err())
                .startsWith("restore: the status of photos knows of no snapshot\n");
    }

    @Test
    void shouldShowWhoHoldsLocksAndRemoveTheLivingOnlyWhenForced() throws IOException {
        Path repository = atRepository(VolSyncRepository.PASSWORD);
        assertThat(scene.run("unlock", "photos", "--local")).isEqualTo(new Run(0, "", "No locks.\n"));
        Files.writeString(repository.resolve("locks").resolve("ab".repeat(32)), "cut short");

        Run kept = scene.run("unlock", "photos", "--local");
        assertThat(kept.exitCode()).as(kept.err()).isEqualTo(4);
        assertThat(kept.out()).contains("abababab", "can't be read", "it goes after 30 minutes");
        assertThat(scene.run("unlock", "photos", "--local", "--force").err()).contains("nobody is here to be asked");
        assertThat(scene.answering("n\n", "unlock", "photos", "--local", "--force")
                        .exitCode())
                .isEqualTo(6);

        Run forced = scene.answering("y\n", "unlock", "photos", "--local", "--force");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.err()).contains("a prune beside a living backup deletes data");
        assertThat(repository.resolve("locks")).isEmptyDirectory();
    }

    @Test
    void shouldShowWhatTheStatusKnowsWhereNobodyAnswers() {
        source("photos", "{observedGeneration: 1}");
        scene.whileWaiting(time -> {});

        Run run = scene.run("list", "photos");

        assertThat(run.exitCode()).isEqualTo(10);
        assertThat(run.err()).startsWith("restore: no mover came within 20 seconds\n");
        assertThat(read("photos").getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void shouldTellWhyNoMoverLooks() {
        source("photos", "{observedGeneration: 1}");
        scene.whileWaiting(time -> {
            LookRequest request = LookRequest.on(read("photos")).get(0);
            scene.apply("""
                    apiVersion: events.k8s.io/v1
                    kind: Event
                    metadata: {name: refused}
                    reason: LookRefused
                    note: 'Question %s: Secret default/photos-restic does not exist.'
                    """.formatted(request.token()));
        });

        Run run = scene.run("list", "photos");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).startsWith("restore: no mover looks: Secret default/photos-restic does not exist.\n");
    }

    private Path atRepository(String password) {
        Path restic = Tools.require(Tools.restic(ResticSeries.V0_19));
        Path repository = VolSyncRepository.unpackTo(folder.resolve("bucket"));
        secret("photos-restic", Map.of("RESTIC_REPOSITORY", repository.toString(), "RESTIC_PASSWORD", password));
        source("photos", "{observedGeneration: 1}");
        scene.environment(Map.of("PATH", restic.getParent().toString(), "HOME", folder.toString()));
        return repository;
    }

    @Test
    void shouldSayWhatIsWrongWithAPassword() {
        atRepository("wrong-word");

        Run run = scene.run("list", "photos", "--local");

        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err()).contains("RESTIC_PASSWORD does not open the repository");
        assertThat(run.err()).doesNotContain("wrong-word");
    }

    @Test
    void shouldHelpWithExamplesAndExitCodes() {
        assertThat(scene.run("list", "--help").out()).contains("Examples:", "restore list photos -n media");
    }

    private void answer(String name, RunResult result) {
        ReplicationSource source = read(name);
        String token = source.getMetadata().getAnnotations().get(HoldfastKeys.REQUESTED_AT);
        source.setStatus(source.getStatus().with(draft -> {
            draft.lastHandledRequest = new HandledRequest(token, "hf-1", result);
            draft.lastRun = LastRun.of(
                            new CurrentRun("hf-1", null, RunTrigger.REQUEST, null, token, 1, null, null, null, null),
                            CommandLineScene.NOW,
                            result)
                    .with(run -> {
                        run.snapshotId = "5d1c8f0e77";
                        run.failureClass = result == RunResult.FAILED ? "Locked" : null;
                        run.message = result == RunResult.FAILED ? "somebody holds a lock" : null;
                    });
        }));
        scene.client().resource(source).updateStatus();
    }

    private ReplicationSource read(String name) {
        return scene.client()
                .resources(ReplicationSource.class)
                .inNamespace("default")
                .withName(name)
                .require();
    }

    private void source(String name, String status) {
        scene.apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %s}
                spec: {sourcePVC: %s, trigger: {schedule: '0 4 * * *'}, restic: {repository: photos-restic, copyMethod: Direct}}
                status: %s
                """.formatted(name, name, status));
    }

    private void secret(String name, Map<String, String> data) {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\ndata:\n");
        data.forEach((key, value) -> yaml.append("  ")
                .append(key)
                .append(": ")
                .append(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .append('\n'));
        scene.apply(yaml.toString());
    }
}
