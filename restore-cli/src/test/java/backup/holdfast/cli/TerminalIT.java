package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.cli.cluster.RunStore;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.run.RunRecord;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, at a terminal and without one. */
@Timeout(180)
class TerminalIT {
    private static final String ESCAPE = "\u001b[";
    private static final String CTRL_C = "\u0003";

    @TempDir
    private Path folder;

    @AutoClose
    private CommandLineScene scene;

    private AppScene app;
    private String before;

    @BeforeEach
    void start() {
        scene = new CommandLineScene(folder);
        AppScene.definitions(scene);
        app = new AppScene(scene, "media");
        app.create();
        before = app.state();
    }

    @Test
    void shouldRestoreWhenSomebodySaysYesAndDrawProgressOverItself() throws Exception {
        try (PseudoTerminal terminal =
                terminal("stty cols 60", Map.of(), "pvc", "photos", "-n", "media", "--in-place")) {
            terminal.awaitText("Restore in place? [y/N]");
            terminal.type("y\n");
            // Pods end late enough to be waited for.
            terminal.awaitText("\r  waiting for Pod ");
            int exitCode = live(terminal);

            assertThat(exitCode).as(terminal.shown()).isZero();
            assertThat(terminal.shown())
                    .contains("\r  waiting for Pod photos-pod, Pod photos-worker-pod\r", "restored photos\r\n")
                    .doesNotContain(ESCAPE);
            assertThat(app.content).containsEntry("photos", "restored");
            assertThat(app.state()).isEqualTo(before);
        }
    }

    @Test
    void shouldChangeNothingWhenSomebodySaysNo() throws Exception {
        try (PseudoTerminal terminal = terminal("true", Map.of(), "pvc", "photos", "-n", "media", "--in-place")) {
            terminal.awaitText("[y/N]");
            terminal.type("n\n");

            assertThat(terminal.awaitEnd()).isEqualTo(6);
            assertThat(terminal.shown())
                    .endsWith(ESCAPE + "31mrestore:" + ESCAPE + "0m not restored\r\nNothing was changed.\r\n");
            assertNothingChanged();
        }
    }

    @Test
    void shouldChangeNothingWhenAQuestionIsInterrupted() throws Exception {
        try (PseudoTerminal terminal = terminal("true", Map.of(), "pvc", "photos", "-n", "media", "--in-place")) {
            terminal.awaitText("[y/N]");
            terminal.type(CTRL_C);

            assertThat(terminal.awaitEnd()).isEqualTo(130);
            assertNothingChanged();
        }
    }

    @Test
    void shouldLeaveAnInterruptedRunToWhoeverComesNext() throws Exception {
        String id;
        try (PseudoTerminal terminal = terminal("true", Map.of(), "pvc", "photos", "-n", "media", "--yes")) {
            terminal.awaitText("waiting for Pod ");
            terminal.type(CTRL_C);

            assertThat(terminal.awaitEnd()).isEqualTo(130);
            id = new RunStore(scene.client())
                    .list(Scope.in("media")).stream()
                            .map(RunRecord::id)
                            .findFirst()
                            .orElseThrow();
            assertThat(terminal.shown())
                    .endsWith(ESCAPE + "31mrestore:" + ESCAPE + "0m run " + id
                            + " is left unfinished\r\n`restore continue "
                            + id + " -n media` finishes it, `restore rollback " + id
                            + " -n media` puts everything back.\r\n");
        }

        // At once: nobody waits a minute for a process that said that it went.
        try (PseudoTerminal terminal = terminal("true", Map.of(), "continue", id, "-n", "media")) {
            assertThat(live(terminal)).as(terminal.shown()).isZero();
            assertThat(app.state()).isEqualTo(before);
            assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
        }
    }

    @Test
    void shouldColourStatesOnATerminalOnly() throws Exception {
        try (PseudoTerminal coloured = terminal("true", Map.of(), "status", "-A");
                PseudoTerminal asked = terminal("true", Map.of("NO_COLOR", "1"), "status", "-A");
                PseudoTerminal dumb = terminal("true", Map.of("TERM", "dumb"), "status", "-A")) {
            coloured.awaitEnd();
            asked.awaitEnd();
            dumb.awaitEnd();

            assertThat(coloured.shown()).contains(ESCAPE + "33mWaiting" + ESCAPE + "0m   ");
            assertThat(asked.shown()).contains(" Waiting ").doesNotContain(ESCAPE);
            assertThat(dumb.shown()).isEqualTo(asked.shown());
        }
        Piped piped = pipe("status", "-A");
        assertThat(piped.output()).contains(" Waiting ").doesNotContain(ESCAPE);
        assertThat(piped.exitCode()).isZero();
    }

    @Test
    void shouldColourTheHelpOnATerminalOnly() throws Exception {
        try (PseudoTerminal coloured = terminal("true", Map.of(), "--help");
                PseudoTerminal asked = terminal("true", Map.of("NO_COLOR", "1"), "--help")) {
            assertThat(coloured.awaitEnd()).isZero();
            assertThat(asked.awaitEnd()).isZero();

            assertThat(coloured.shown()).contains(ESCAPE, "backup-now");
            assertThat(asked.shown()).contains("backup-now").doesNotContain(ESCAPE);
        }
        assertThat(pipe("--help").output()).contains("backup-now").doesNotContain(ESCAPE);
    }

    @Test
    void shouldAskNobodyAndDrawNothingWhereNobodyIs() throws Exception {
        Piped refused = pipe("pvc", "photos", "-n", "media", "--in-place");

        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.output())
                .endsWith(
                        "restore: nobody is here to be asked\n--yes goes ahead without a question. Nothing was changed.\n");
        assertNothingChanged();

        Process process = begin("pvc", "photos", "-n", "media", "--yes");
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            tick();
            return !process.isAlive();
        });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("restored photos\n").doesNotContain("\r").doesNotContain(ESCAPE);
    }

    private void assertNothingChanged() {
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
        assertThat(new RunStore(scene.client()).list(Scope.in("media"))).isEmpty();
    }

    /** Beside a process that writes to the same objects: who loses a race looks again, as controllers do. */
    private void tick() {
        try {
            app.tick();
        } catch (KubernetesClientException e) {
            assertThat(e.getCode())
                    .as(e.getMessage())
                    .isIn(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND);
        }
    }

    /** Life goes on until the process has ended. */
    private int live(PseudoTerminal terminal) throws InterruptedException {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            tick();
            return !terminal.isAlive();
        });
        return terminal.awaitEnd();
    }

    private PseudoTerminal terminal(String setting, Map<String, String> environment, String... arguments)
            throws IOException {
        return new PseudoTerminal(setting, command(arguments), environment);
    }

    private record Piped(int exitCode, String output) {}

    private Piped pipe(String... arguments) throws IOException, InterruptedException {
        Process process = begin(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Piped(process.waitFor(), output);
    }

    private Process begin(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreMain.class.getName()));
        command.addAll(List.of(arguments));
        if (!List.of(arguments).contains("--help")) {
            command.addAll(List.of("--kubeconfig", scene.kubeconfig().toString()));
        }
        return command;
    }
}
