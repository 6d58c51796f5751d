package backup.holdfast.controller.mover.local;

import static backup.holdfast.controller.mover.local.LocalMoverFixture.OWNER;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real mover with the real restic, as the local backend starts them. */
final class RealMoverIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Slow enough that a megabyte takes minutes. */
    private static final Tuning SLOW = new Tuning(null, null, null, 4, null);

    @TempDir
    Path folder;

    private Path restic;
    private LocalMoverFixture fixture;
    private LocalMoverBackend backend;
    private Map<String, String> credentials;

    @BeforeEach
    void prepare() throws IOException {
        restic = Tools.require(Tools.restic(ResticSeries.ANY));
        fixture = LocalMoverFixture.in(folder);
        credentials =
                Map.of("RESTIC_REPOSITORY", folder.resolve("repository").toString(), "RESTIC_PASSWORD", "secret-word");
        Map<String, String> own = new TreeMap<>(System.getenv());
        own.put("HOLDFAST_RESTIC", restic.toString());
        backend = fixture.backend(LocalMoverOptions.sameProgram(folder.resolve("volumes"), fixture.state, own));
    }

    @AfterEach
    void killWhatIsLeft() {
        fixture.runFolder().restic().ifPresent(RealMoverIT::kill);
        fixture.runFolder().mover().ifPresent(RealMoverIT::kill);
    }

    @Test
    void shouldBackUpAVolumeAsVolSyncWould() throws Exception {
        Files.createDirectory(fixture.volume.resolve("sub folder"));
        Files.writeString(fixture.volume.resolve("sub folder/ä file"), "of the volume");
        MoverAssignment assignment = fixture.assignment(backend, credentials, Tuning.RESTIC_DEFAULTS);

        backend.start(assignment);
        MoverOutcome outcome = awaitEnd().outcome().orElseThrow();

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(fixture.events)
                .extracting(MoverEvent::kind)
                .startsWith(MoverEvent.Kind.STARTED, MoverEvent.Kind.STEP)
                .endsWith(MoverEvent.Kind.ENDED);
        // Whoever looks for itself sees the end before it is told.
        await().untilAsserted(() -> assertThat(fixture.woken).containsExactly(OWNER));
        JsonNode snapshot = restic("snapshots", "--json").get(0);
        assertThat(snapshot.path("hostname").asText()).isEqualTo("volsync");
        assertThat(snapshot.path("paths").get(0).asText())
                .isEqualTo(backend.place(OWNER, LocalMoverFixture.CLAIM).recordedPath());
        assertThat(snapshot.path("tags").isMissingNode()).isTrue();
        assertThat(lines("ls", "latest")).as("the volume is at the root").contains("/sub folder", "/sub folder/ä file");
        assertThat(fixture.runFolder().temp()).isEmptyDirectory();
    }

    @Test
    void shouldSeeAResticThatOutlivesItsKilledMoverAndWhoseLockItIs() throws Exception {
        Files.write(fixture.volume.resolve("large"), randomBytes(1 << 20));
        backend.start(fixture.assignment(backend, credentials, SLOW));
        ProcessIdentity uploading = awaitUpload();

        kill(fixture.runFolder().mover().orElseThrow());

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.woken).containsExactly(OWNER));
        assertThat(backend.observe(OWNER, RUN)).isEqualTo(new Running());
        if (backend.place(OWNER, LocalMoverFixture.CLAIM).note().isEmpty()) {
            assertThat(lockHosts()).containsExactly(RUN.value());
        }

        kill(uploading);

        assertThat(awaitEnd().proof()).isEqualTo(Proof.TERMINATED);
        assertThat(awaitEnd().outcome()).isEmpty();
        assertThat(locks()).as("what was killed leaves its lock").hasSize(1);
    }

    @Test
    void shouldLetResticRemoveItsLockWhenARunIsCancelled() throws Exception {
        Files.write(fixture.volume.resolve("large"), randomBytes(1 << 20));
        backend.start(fixture.assignment(backend, credentials, SLOW));
        awaitUpload();

        backend.cancel(OWNER, RUN);

        Ended ended = awaitEnd();
        assertThat(ended.outcome()
                        .map(outcome -> outcome.failure().failureClass().label()))
                .contains("Cancelled");
        assertThat(locks()).isEmpty();
    }

    /** restic has opened the repository, locked it, and writes to it: the first process that did makes the repository. */
    private ProcessIdentity awaitUpload() {
        await().atMost(SOON).until(() -> !locks().isEmpty());
        return fixture.runFolder().restic().orElseThrow();
    }

    private Ended awaitEnd() {
        return (Ended) await().atMost(SOON).until(() -> backend.observe(OWNER, RUN), Ended.class::isInstance);
    }

    private List<Path> locks() throws IOException {
        Path locks = folder.resolve("repository/locks");
        if (!Files.isDirectory(locks)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(locks)) {
            return files.toList();
        }
    }

    private List<String> lockHosts() throws Exception {
        List<String> hosts = new ArrayList<>();
        for (Path lock : locks()) {
            hosts.add(restic("cat", "lock", lock.getFileName().toString())
                    .path("hostname")
                    .asText());
        }
        return hosts;
    }

    private JsonNode restic(String... arguments) throws Exception {
        return new ObjectMapper().readTree(output(arguments));
    }

    private List<String> lines(String... arguments) throws Exception {
        return output(arguments).lines().toList();
    }

    private String output(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(restic.toString(), "--no-lock", "--no-cache", "-q"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("restic.err").toFile());
        builder.environment().putAll(credentials);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> String.join(" ", command)).isZero();
        return output;
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static void kill(ProcessIdentity process) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        handle.ifPresent(ProcessHandle::destroyForcibly);
        handle.ifPresent(gone -> gone.onExit().join());
    }
}
