package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.OtherUser;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The mover as a process, with real restic: what it leaves, and what it leaves behind. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(180)
class MoverMainIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final ResticSeries series;

    @TempDir
    Path directory;

    private MoverHost host;

    MoverMainIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        host = new MoverHost(directory, series);
    }

    @Test
    void shouldLeaveItsOutcomeAndSayWhatItDoes() throws Exception {
        try (MoverProcess mover = host.start(host.plan.backup())) {
            assertThat(mover.await()).isZero();

            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(outcome.runId()).isEqualTo(PlanBuilder.RUN);
            assertThat(host.stock.snapshots())
                    .containsExactly(outcome.snapshot().id());
            assertThat(mover.events()).hasSameSizeAs(mover.output());
            assertThat(mover.events())
                    .extracting(event -> event.kind() + " " + event.message())
                    .startsWith("STARTED ReplicationSource media/photos", "STEP backup")
                    .contains("STEP init")
                    .endsWith("ENDED SUCCEEDED");
            assertThat(mover.stderr()).isEmpty();
            assertThat(mover.restic()).isPresent();
            assertThat(mover.resticRuns()).isFalse();
            assertThat(host.run)
                    .isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
        }
    }

    // Stopping

    @Test
    void shouldTidyUpWhenItIsToldToStopAndGoOnLater() throws Exception {
        Files.delete(host.data.resolve("a.txt"));
        FileTrees.big(host.data, 30_000_000);
        host.plan.tuning = new Tuning(null, null, null, 1024, null);
        try (MoverProcess mover = host.start(host.plan.backup())) {
            await().atMost(SOON).until(() -> mover.events().stream().anyMatch(MoverMainIT::hasReadSome));
            assertThat(mover.resticRuns()).isTrue();
            mover.terminate();

            assertThat(mover.await()).isEqualTo(MoverMain.FAILED);
            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CANCELLED);
            assertThat(outcome.failure().step()).isEqualTo("backup");
            assertThat(mover.resticRuns()).isFalse();
            assertThat(mover.stderr()).isEmpty();
        }
        assertThat(host.stock.locks()).isEmpty();
        assertThat(host.stock.snapshots()).isEmpty();

        host.plan.tuning = Tuning.RESTIC_DEFAULTS;
        host.plan.ifAbsent = Absence.FAIL;
        try (MoverProcess again = host.start(host.plan.backup())) {
            assertThat(again.await()).isZero();
            assertThat(again.outcome().orElseThrow().snapshot()).isNotNull();
        }
    }

    @Test
    void shouldBeFoundOutByTheRecordOfItsResticWhenItIsKilled() throws Exception {
        Files.delete(host.data.resolve("a.txt"));
        FileTrees.big(host.data, 30_000_000);
        host.plan.tuning = new Tuning(null, null, null, 1024, null);
        Map<String, String> environment = host.environment(host.plan.backup());
        // With a status line a second, restic would soon die of the pipe nobody reads.
        environment.put("RESTIC_PROGRESS_FPS", "0.01");
        try (MoverProcess mover = host.start(environment)) {
            await().atMost(SOON)
                    .until(() -> Files.exists(host.repository.resolve("config"))
                            && !host.stock.locks().isEmpty());
            mover.kill();
            assertThat(mover.await()).isEqualTo(128 + 9);

            assertThat(mover.outcome()).isEmpty();
            assertThat(mover.resticRuns()).isTrue();
            assertThat(ProcessHandle.of(mover.restic().orElseThrow().pid())
                            .orElseThrow()
                            .info()
                            .command())
                    .contains(host.stock.binary().toRealPath().toString());
            assertThat(host.stock.locks()).hasSize(1);
            ProcessHandle.of(mover.restic().orElseThrow().pid()).orElseThrow().destroyForcibly();
            await().atMost(SOON).until(() -> !mover.resticRuns());
        }
    }

    // What can be wrong

    @Test
    void shouldSayThatThePasswordIsWrong() throws Exception {
        assertThat(host.run(host.plan.backup(), Map.of()).result()).isEqualTo(RunResult.SUCCEEDED);

        MoverOutcome outcome = host.failing(host.plan.backup(), Map.of("RESTIC_PASSWORD", "battery staple"));

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.WRONG_PASSWORD);
        assertThat(outcome.failure().exitCode()).isEqualTo(12);
        assertThat(outcome.toString()).doesNotContain("battery staple");
    }

    @Test
    void shouldSayThatTheRepositoryIsMissingAndMakeNone() throws Exception {
        host.plan.ifAbsent = Absence.FAIL;

        assertThat(host.failing(host.plan.backup(), Map.of()).failure().failureClass())
                .isEqualTo(FailureClass.REPOSITORY_MISSING);
        assertThat(host.run(host.plan.select(WantedSnapshot.NEWEST), Map.of()).result())
                .isEqualTo(RunResult.NO_SNAPSHOT);
        assertThat(host.repository).doesNotExist();
    }

    // Other users

    @Test
    void shouldKeepWhatItCouldReadAndNameWhatItCouldNot() throws Exception {
        Files.writeString(host.data.resolve("größe.txt"), "secret");
        Files.setPosixFilePermissions(host.data.resolve("größe.txt"), PosixFilePermissions.fromString("rw-------"));
        Map<String, String> environment = host.environment(host.plan.backup());
        // Events are UTF-8 in any locale.
        environment.put("LC_ALL", "C");
        try (MoverProcess mover = startAsNobody(environment)) {
            assertThat(mover.await()).as(mover.stderr()).isEqualTo(MoverMain.FAILED);

            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.PARTIAL_READ);
            assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.PARTIAL_READ);
            assertThat(outcome.unreadable()).singleElement().asString().contains("größe.txt: permission denied");
            assertThat(outcome.snapshot()).isNotNull();
            assertThat(mover.events())
                    .filteredOn(event -> event.kind() == Kind.WARNING)
                    .singleElement()
                    .satisfies(event -> assertThat(event.message()).contains("größe.txt"));
            assertThat(host.stock.snapshots())
                    .containsExactly(outcome.snapshot().id());
        }
    }

    @Test
    void shouldTakeAVolumeItMayNotListNeitherForEmptyNorForSaved() throws Exception {
        Files.setPosixFilePermissions(host.data, PosixFilePermissions.fromString("rwx--x--x"));
        try (MoverProcess mover = startAsNobody(host.environment(host.plan.backup()))) {
            assertThat(mover.await()).as(mover.stderr()).isEqualTo(MoverMain.FAILED);

            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure())
                    .isEqualTo(new RunFailure(
                            FailureClass.SOURCE_UNREADABLE,
                            "prepare",
                            null,
                            "the mover's user may not list " + host.data));
            assertThat(mover.restic()).isEmpty();
        }
    }

    /** A user without an entry in passwd, as most in containers. */
    private MoverProcess startAsNobody(Map<String, String> environment) throws IOException {
        List<String> prefix = OtherUser.command(54321, 54321, List.of());
        Path library = Files.createDirectory(directory.resolve("library"));
        String classpath = MoverClasspath.copyTo(library);
        for (Path folder : List.of(host.run, directory.resolve("cache"), Files.createDirectories(host.repository))) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path restic = Files.copy(host.stock.binary(), library.resolve("restic"));
        Files.setPosixFilePermissions(restic, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> theirs = new TreeMap<>(environment);
        theirs.put("HOLDFAST_RESTIC", restic.toString());
        theirs.put("TMPDIR", host.run.toString());
        return MoverProcess.start(prefix, classpath, theirs, host.run);
    }

    private static boolean hasReadSome(MoverEvent event) {
        return event.progress() != null && event.progress().bytesDone() > 0;
    }
}
