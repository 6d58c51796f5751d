package backup.holdfast.testsupport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs sh")
class GuardedProcessIT {

    @TempDir
    private Path temp;

    @Test
    void shouldRunTheCommandWithItsEnvironmentAndLogBothStreams() throws Exception {
        Path log = temp.resolve("log");

        try (GuardedProcess process = GuardedProcess.start(
                List.of("sh", "-c", "echo \"$GREETING\"; echo \"$1\" >&2", "sh", "a b  c"),
                Map.of("GREETING", "hi"),
                log)) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(log).hasContent("hi\na b  c");
    }

    @Test
    void shouldKillTheProcessAndItsGuardOnClose() throws Exception {
        GuardedProcess process = GuardedProcess.start(List.of("sleep", "600"), Map.of(), temp.resolve("log"));
        ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
        await().until(() -> handle.descendants().count() == 2);
        List<ProcessHandle> guard = handle.descendants().toList();
        assertThat(process.isAlive()).isTrue();

        process.close();

        assertThat(handle.isAlive()).isFalse();
        await().untilAsserted(() -> assertThat(guard).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void shouldEndTheGuardWhenTheProcessEndsByItself() throws Exception {
        Path go = temp.resolve("go");
        try (GuardedProcess process = GuardedProcess.start(
                List.of("sh", "-c", "until [ -e \"$0\" ]; do :; done", go.toString()), Map.of(), temp.resolve("log"))) {
            ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
            await().until(() -> handle.descendants().count() == 2);
            List<ProcessHandle> guard = handle.descendants().toList();

            Files.createFile(go);

            await().untilAsserted(() -> assertThat(guard).noneMatch(ProcessHandle::isAlive));
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void shouldKillTheProcessWhenTheJvmIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        temp.resolve("log").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            jvm.destroyForcibly().waitFor();

            await().until(() -> !server.isAlive());
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A JVM that starts a server, says its process id and stays. */
    static final class Starter {
        public static void main(String[] arguments) throws IOException, InterruptedException {
            GuardedProcess process = GuardedProcess.start(List.of("sleep", "600"), Map.of(), Path.of(arguments[0]));
            System.out.println(process.pid());
            process.waitFor(10, TimeUnit.MINUTES);
        }
    }
}
