package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.CommandLineScene.Run;
import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import backup.holdfast.crds.HoldfastKeys;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every table, help and error of the command, to the letter: see {@link Golden}. */
class GoldenIT {
    private static final Pattern RUN = Pattern.compile("rs-\\d{8}-\\d{6}-[0-9a-f]{4}");

    @TempDir
    private Path folder;

    @AutoClose
    private CommandLineScene scene;

    @BeforeEach
    void start() {
        scene = new CommandLineScene(folder);
        AppScene.definitions(scene);
    }

    /** Of every command, new ones too. */
    static Stream<List<String>> commands() {
        Terminal nobody = new Terminal(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                new BufferedReader(Reader.nullReader()),
                Kind.PLAIN);
        Surroundings surroundings = new Surroundings(
                nobody,
                OutputStream.nullOutputStream(),
                Map.of(),
                Clock.fixed(CommandLineScene.NOW, ZoneOffset.UTC),
                time -> {});
        List<List<String>> found = new ArrayList<>();
        collect(RestoreCommand.in(surroundings), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> found) {
        found.add(path);
        line.getSubcommands().forEach((name, command) -> {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            collect(command, below, found);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldHelp(List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        String name = command.isEmpty() ? "help" : "help-" + String.join("-", command);

        check(name, scene.runBare(arguments.toArray(String[]::new)), arguments.toArray(String[]::new));
    }

    @Test
    void shouldShowHowBackupsStand() throws IOException {
        golden("status-empty", "status");
        sources();

        for (String output : List.of("table", "wide", "json", "yaml", "name")) {
            golden("status-" + output, "status", "-A", "-o", output);
        }
    }

    @Test
    void shouldShowPlansAndRuns() throws IOException {
        golden("runs-empty", "runs", "-A");
        AppScene app = app();
        golden("pvc-plan", "pvc", "photos", "-n", "media", "--previous", "1", "--dry-run");
        golden(
                "pvc-plan-part",
                "pvc",
                "photos",
                "-n",
                "media",
                "--as-of",
                "yesterday 18:00",
                "--path",
                "albums/2024",
                "--no-safety",
                "--dry-run");
        golden("pvc-plan-beside", "pvc", "photos", "-n", "media", "--to", "photos-old", "--dry-run");
        golden("pvc-done", "pvc", "photos", "-n", "media", "--yes");
        golden("runs-restored", "runs", "-n", "media");
        scene.pass(Duration.ofHours(1));
        app.failing.put("photos", "WrongPassword");
        golden("error-5-needs-a-person", "pvc", "photos", "-n", "media", "--yes");
        scene.pass(Duration.ofMinutes(20));
        String id = open();
        golden("runs-unfinished", "runs", "-A");
        golden("runs-one", "runs", id, "-n", "media");
        golden("error-6-nothing-to-go-back-to", "rollback", id, "-n", "media");
        golden("error-6-held-by-another-run", "pvc", "photos", "-n", "media", "--yes");
        golden("rollback-keeping-data", "rollback", id, "-n", "media", "--keep-data");
        golden("error-6-has-ended", "continue", id, "-n", "media");
    }

    @Test
    void shouldSayWhatIsWrongWithACommandLine() throws IOException {
        app();
        check("error-2-no-command", scene.runBare());
        check("error-2-unknown-command", scene.runBare("stauts"), "stauts");
        golden("error-2-unknown-option", "status", "--colour");
        golden("error-2-missing-name", "pvc");
        golden("error-2-no-time", "pvc", "photos", "-n", "media", "--as-of", "teatime", "--yes");
        golden("error-2-two-targets", "pvc", "photos", "-n", "media", "--to", "new", "--in-place");
        golden("error-2-no-target", "pvc", "photos", "-n", "media");
        golden(
                "error-2-two-snapshots",
                "pvc",
                "photos",
                "-n",
                "media",
                "--snapshot",
                "c8fd20e0",
                "--previous",
                "1",
                "--yes");
        golden("error-2-no-sources", "backup-now");
    }

    @Test
    void shouldSayWhatDoesNotExist() throws IOException {
        app();
        golden("error-3-no-source", "pvc", "phots", "-n", "media", "--yes");
        golden("error-3-no-run", "runs", "rs-1", "-n", "media");
        golden("error-3-no-run-to-continue", "continue", "rs-1", "-n", "media");
        golden("error-3-nothing-to-back-up", "backup-now", "--all", "-n", "kube-system");
    }

    @Test
    void shouldSayWhyNothingWasChanged() throws IOException {
        app();
        golden("error-6-nobody-to-ask", "pvc", "photos", "-n", "media", "--in-place");
        scene.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: shell, namespace: media}
                spec: {containers: [{name: c, image: i}], volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]}
                status: {phase: Running}
                """);
        golden("error-6-bare-pod", "pvc", "photos", "-n", "media", "--yes");
    }

    @Test
    void shouldSayWhoIsAtWork() throws IOException {
        app();
        ObjectNode lease = JsonNodeFactory.instance.objectNode();
        lease.putObject("metadata").putObject("labels").put(HoldfastKeys.RESTORE_RUN, "rs-other");
        lease.putObject("spec")
                .put("holderIdentity", "rs-other/1")
                .put("renewTime", CommandLineScene.NOW.minusSeconds(7).toString());
        new ApiObjects(scene.client())
                .create(
                        new ObjectRef("coordination.k8s.io/v1", "Lease", "leases", "media", "holdfast-restore-photos"),
                        lease);
        golden("error-9-at-work", "pvc", "photos", "-n", "media", "--yes");
    }

    @Test
    void shouldSayWhatDidNotComeInTime() throws IOException {
        app();
        golden("error-10-no-result", "backup-now", "photos", "-n", "media", "--wait", "--timeout", "90s");
    }

    /** What a person with no rights at all is told, by every command. */
    @Test
    void shouldNameTheRightThatIsMissing() throws IOException {
        try (Refusing refusing = new Refusing(403, "Forbidden")) {
            scene.leadTo(refusing.address());
            golden("error-7-status", "status", "-A");
            golden("error-7-pvc", "pvc", "photos", "-n", "media", "--yes");
            golden("error-7-runs", "runs", "-n", "media");
            golden("error-7-continue", "continue", "rs-1", "-n", "media");
            golden("error-7-backup-now", "backup-now", "photos", "-n", "media");
        }
        try (Refusing refusing = new Refusing(401, "Unauthorized")) {
            scene.leadTo(refusing.address());
            golden("error-7-unknown-user", "status");
        }
        try (Refusing refusing = new Refusing(500, "InternalError")) {
            scene.leadTo(refusing.address());
            golden("error-1-refused", "status");
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws IOException {
        scene.leadTo("http://127.0.0.1:1");
        golden("error-8-no-connection", "status");
        scene.leadTo("http://api.holdfast.invalid:1");
        assertThat(scene.run("status").exitCode()).isEqualTo(8);
        Run run = scene.runBare("status", "--kubeconfig", "no-such-file");
        check("error-8-no-kubeconfig", run, "status", "--kubeconfig", "no-such-file");
        run = scene.runBare("status", "--kubeconfig", "/dev/null");
        check("error-8-empty-kubeconfig", run, "status", "--kubeconfig", "/dev/null");
    }

    private AppScene app() {
        AppScene app = new AppScene(scene, "media");
        app.create();
        scene.whileWaiting(time -> app.tick());
        return app;
    }

    private String open() {
        Matcher run = RUN.matcher(scene.run("runs", "-n", "media").out());
        assertThat(run.find()).isTrue();
        return run.group();
    }

    private void golden(String name, String... arguments) throws IOException {
        check(name, scene.run(arguments), arguments);
    }

    private static void check(String name, Run run, String... arguments) throws IOException {
        Golden.check(name, run, arguments);
    }

    private void sources() {
        source(
                "good",
                "{lastSyncTime: '2026-11-20T04:05:00Z', nextSyncTime: '2026-11-21T04:00:00Z',"
                        + " latestMoverStatus: {result: Successful}, observedGeneration: 1}");
        source(
                "stalled",
                "{lastSyncTime: '2026-11-18T04:05:00Z', observedGeneration: 1, conditions: ["
                        + "{type: Stalled, status: 'True', reason: WrongPassword, lastTransitionTime: '2026-11-20T04:00:00Z',"
                        + " message: RESTIC_PASSWORD does not open the repository. Correct the Secret; nothing was written.}]}");
        source(
                "failing",
                "{lastSyncTime: '2026-11-19T04:05:00Z', observedGeneration: 1, conditions: ["
                        + "{type: BackupHealthy, status: 'False', reason: Locked, lastTransitionTime: '2026-11-20T04:00:00Z',"
                        + " message: somebody holds a lock}]}");
        source("overdue", "{lastSyncTime: '2026-11-17T04:05:00Z', observedGeneration: 1}");
        source(
                "frozen",
                "{lastSyncTime: '2026-11-20T04:05:00Z', observedGeneration: 1, conditions: ["
                        + "{type: RetentionActive, status: 'False', reason: RetainChanged,"
                        + " lastTransitionTime: '2026-11-20T04:00:00Z', message: spec.restic.retain forgets more than before}]}");
        source("new", "{observedGeneration: 1}");
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
}
