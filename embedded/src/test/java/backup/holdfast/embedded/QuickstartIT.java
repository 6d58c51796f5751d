package backup.holdfast.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of {@code ./quickstart}. */
final class QuickstartIT {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final Pattern METRICS = Pattern.compile("metrics at (http://\\S+)");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldShowTheMainJobAndLeaveNothingBehind() throws Exception {
        Process tour = start();

        assertThat(tour.waitFor(3, TimeUnit.MINUTES)).isTrue();

        assertThat(output())
                .containsSubsequence(
                        "all are equal",
                        "NFS server nas is up; Deployment gallery mounts from it: 2 replicas",
                        "NFS server nas is down",
                        "Deployment gallery is Held: 0 replicas, 2 remembered",
                        "Deployment gallery is back: 2 replicas",
                        "Everything is stopped and removed.");
        assertThat(tour.exitValue()).isZero();
        assertThat(playground()).doesNotExist();
    }

    @Test
    void shouldKeepRunningWhenAskedAndRemoveEverythingOnInterrupt() throws Exception {
        Process tour = start("--keep");
        await().atMost(Duration.ofMinutes(3)).until(() -> output().contains("Left running"));

        assertThat(metrics())
                .contains(
                        "holdfast_last_success_timestamp_seconds{",
                        "holdfast_nfs_server_up{scaler=\"nas\",server=\"nas\"} 1.0");

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(tour.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(tour.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(playground()).doesNotExist();
        assertThat(movers()).isEmpty();
    }

    @Test
    void shouldAnswerKubectlAsPromised() throws Exception {
        assumeTrue(isOnPath("kubectl"), "kubectl is not on the PATH: install it to try what --keep promises of it");
        start("--keep");
        await().atMost(Duration.ofMinutes(3)).until(() -> output().contains("Left running"));
        String before =
                kubectl("get", "replicationsource", "photos", "-o", "jsonpath={.status.lastHandledRequest.token}");

        String table = kubectl("get", "replicationsources");
        String scalers = kubectl("get", "nfsscalers");
        kubectl("annotate", "replicationsource", "photos", "holdfast.backup/requestedAt=now-1", "--overwrite");

        assertThat(before).isEmpty();
        assertThat(table).contains("photos").contains("photos-by-hand");
        assertThat(scalers).contains("nas");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(kubectl(
                                "get",
                                "replicationsource",
                                "photos",
                                "-o",
                                "jsonpath={.status.lastHandledRequest.token}"))
                        .isEqualTo("now-1"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dholdfast.root=" + ROOT,
                "-DHOLDFAST_LOG_LEVEL=WARN",
                "-cp",
                ROOT.resolve("embedded/target/classes")
                        + File.pathSeparator
                        + Files.readString(ROOT.resolve("embedded/target/classpath"))
                                .strip(),
                Quickstart.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path log() {
        return folder.resolve("quickstart.log");
    }

    private String output() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    private static Path playground() {
        return ROOT.resolve("target").resolve("quickstart");
    }

    private String metrics() throws Exception {
        Matcher matcher = METRICS.matcher(output());
        assertThat(matcher.find()).isTrue();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(matcher.group(1))).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static List<String> movers() {
        String mark = playground().toString();
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            return processes
                    .flatMap(process -> process.info().commandLine().stream())
                    .filter(line -> line.contains(mark))
                    .toList();
        }
    }

    private static String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "kubectl", "--kubeconfig", playground().resolve("kubeconfig").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
