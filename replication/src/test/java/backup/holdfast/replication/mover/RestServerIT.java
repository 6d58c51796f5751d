package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.testsupport.process.Isolation;
import backup.holdfast.testsupport.rest.RestServer;
import backup.holdfast.testsupport.rest.RestServer.Manner;
import backup.holdfast.testsupport.rest.RestServer.Served;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Request.Part;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a repository behind restic's own REST server, past the locks of the dead and of the living. */
@Timeout(300)
class RestServerIT {

    @TempDir
    Path directory;

    private final RecordingLauncher launcher = new RecordingLauncher();
    private RestServer server;
    private CountingProxy proxy;
    private MoverSite site;
    private PlanBuilder plan;
    private int runs;

    @BeforeEach
    void start() throws IOException {
        server = RestServer.start(Files.createDirectory(directory.resolve("server")), Manner.ANYTHING, "ann", "staple");
        proxy = CountingProxy.start(server.endpoint());
        site = new MoverSite(directory, ResticSeries.ANY);
        site.launcher = launcher;
        site.secret.put("RESTIC_REST_USERNAME", "ann");
        site.secret.put("RESTIC_REST_PASSWORD", "staple");
        plan = site.plan.firstRun().keepLast(1);
        plan.url = "rest:" + proxy.endpoint() + "/photos/";
        plan.lastForget = plan.plannedAt.minus(Duration.ofHours(1));
    }

    @AfterEach
    void stop() {
        Stream.of(proxy, server).filter(it -> it != null).forEach(RestServerIT::close);
    }

    @Test
    void shouldCreateTheRepositoryOnTheServersWordThatThereIsNone() throws IOException {
        sync(event -> {});

        assertThat(server.repository("photos").resolve("config")).exists();
        assertThat(own())
                .as("asked where restic found none")
                .isNotEmpty()
                .allMatch(it -> it.method().matches("GET|HEAD"));

        int before = own().size();
        sync(event -> {});
        assertThat(own()).as("nothing is asked of a repository that is there").hasSize(before);
    }

    @Test
    void shouldRemoveTheLockOfAKilledForgetByOneDeletion() throws Exception {
        sync(event -> {});
        sync(event -> {});
        Path left = killInForget();
        int before = own().size();
        launcher.forget();

        MoverOutcome healed = sync(event -> {});

        assertThat(healed.locks()).extracting(LockMet::verdict).containsExactly(LockVerdict.REMOVED);
        assertThat(healed.forget()).isNotNull();
        String lock = "/photos/locks/" + left.getFileName();
        assertThat(own().subList(before, own().size()))
                .containsExactly(
                        new Served("GET", "/photos/locks/", 200, "holdfast"),
                        new Served("HEAD", lock, 200, "holdfast"),
                        new Served("DELETE", lock, 200, "holdfast"));
        assertThat(launcher.verbs()).as("no unlock under another name").containsExactly("backup", "backup", "forget");
        assertThat(locks()).isEmpty();
    }

    @Test
    void shouldKeepTheLockOfSomebodyAlive() throws Exception {
        sync(event -> {});
        sync(event -> {});
        Process laptop = laptop();
        try {
            await("the lock of the other").until(() -> !locks().isEmpty());
            List<Path> theirs = locks();
            List<Path> afterwards = new ArrayList<>();

            MoverOutcome outcome = sync(event -> {
                if (event.message().contains(" kept: ")) {
                    afterwards.addAll(locks());
                    close(laptop.getOutputStream());
                }
            });

            assertThat(outcome.locks())
                    .singleElement()
                    .satisfies(lock -> assertThat(lock.verdict()).isEqualTo(LockVerdict.KEPT))
                    .satisfies(lock -> assertThat(lock.host()).isEqualTo("laptop"));
            assertThat(afterwards).containsAll(theirs);
            assertThat(own()).noneMatch(it -> it.method().equals("DELETE"));
            assertThat(laptop.waitFor()).as("it got its work done").isZero();
        } finally {
            laptop.destroyForcibly();
        }
    }

    /** A backup that waits for what it reads. */
    private Process laptop() throws IOException {
        ProcessBuilder restic = new ProcessBuilder(Isolation.command(
                        "laptop", List.of(site.binary.path().toString(), "--no-cache", "backup", "--stdin")))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("laptop.log").toFile());
        restic.environment().putAll(site.environment());
        Process started = restic.start();
        started.getOutputStream().write('x');
        started.getOutputStream().flush();
        return started;
    }

    /** One more run, in a process and namespaces of its own, that dies when it removes a snapshot; answers with its lock. */
    private Path killInForget() throws Exception {
        change();
        site.die(
                plan.backup(run()),
                proxy,
                request -> request.method().equals("DELETE") && request.part() == Part.SNAPSHOTS);
        assertThat(locks()).hasSize(1);
        return locks().get(0);
    }

    private MoverOutcome sync(Consumer<MoverEvent> events) throws IOException {
        change();
        site.events = events;
        MoverOutcome outcome = site.sync(plan.backup(run()));
        plan.steps = EnumSet.of(Step.BACKUP, Step.FORGET);
        return outcome;
    }

    private void change() throws IOException {
        Files.writeString(site.data.resolve("changing.txt"), "round " + runs + " at " + System.nanoTime());
    }

    private RunId run() {
        return RunId.of("photos", "", Instant.EPOCH.plusSeconds(++runs), 1);
    }

    /** Requests that no restic made. */
    private List<Served> own() {
        try {
            return server.requests().stream()
                    .filter(it -> it.client().equals("holdfast"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> locks() {
        try (Stream<Path> locks = Files.list(server.repository("photos").resolve("locks"))) {
            return locks.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
