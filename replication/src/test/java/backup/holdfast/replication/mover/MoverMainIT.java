package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.OtherUser;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
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

    private Path data;
    private Path repository;
    private Path run;
    private StockRestic stock;
    private PlanBuilder plan;

    MoverMainIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        repository = directory.resolve("repository");
        run = Files.createDirectory(directory.resolve("run"));
        stock = StockRestic.of(series, repository, "correct horse");
        plan = new PlanBuilder(data, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
        plan.ifAbsent = Absence.CREATE;
        Files.writeString(data.resolve("a.txt"), "hello\n");
    }

    @Test
    void shouldLeaveItsOutcomeAndSayWhatItDoes() throws Exception {
        try (MoverProcess mover = start(plan.backup())) {
            assertThat(mover.await()).isZero();

            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(outcome.runId()).isEqualTo(PlanBuilder.RUN);
            assertThat(stock.snapshots()).containsExactly(outcome.snapshot().id());
            assertThat(mover.events()).hasSameSizeAs(mover.output());
            assertThat(mover.events())
                    .extracting(event -> event.kind() + " " + event.message())
                    .startsWith("STARTED ReplicationSource media/photos", "STEP backup")
                    .contains("STEP init")
                    .endsWith("ENDED SUCCEEDED");
            assertThat(mover.stderr()).isEmpty();
            assertThat(mover.restic()).isPresent();
            assertThat(mover.resticRuns()).isFalse();
            assertThat(run).isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
        }
    }

    // Stopping

    @Test
    void shouldTidyUpWhenItIsToldToStopAndGoOnLater() throws Exception {
        Files.delete(data.resolve("a.txt"));
        FileTrees.big(data, 30_000_000);
        plan.tuning = new Tuning(null, null, null, 1024, null);
        try (MoverProcess mover = start(plan.backup())) {
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
        assertThat(stock.locks()).isEmpty();
        assertThat(stock.snapshots()).isEmpty();

        plan.tuning = Tuning.RESTIC_DEFAULTS;
        plan.ifAbsent = Absence.FAIL;
        try (MoverProcess again = start(plan.backup())) {
            assertThat(again.await()).isZero();
            assertThat(again.outcome().orElseThrow().snapshot()).isNotNull();
        }
    }

    @Test
    void shouldBeFoundOutByTheRecordOfItsResticWhenItIsKilled() throws Exception {
        Files.delete(data.resolve("a.txt"));
        FileTrees.big(data, 30_000_000);
        plan.tuning = new Tuning(null, null, null, 1024, null);
        Map<String, String> environment = environment(plan.backup());
        // With a status line a second, restic would soon die of the pipe nobody reads.
        environment.put("RESTIC_PROGRESS_FPS", "0.01");
        try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
            await().atMost(SOON)
                    .until(() -> Files.exists(repository.resolve("config"))
                            && !stock.locks().isEmpty());
            mover.kill();
            assertThat(mover.await()).isEqualTo(128 + 9);

            assertThat(mover.outcome()).isEmpty();
            assertThat(mover.resticRuns()).isTrue();
            assertThat(ProcessHandle.of(mover.restic().orElseThrow().pid())
                            .orElseThrow()
                            .info()
                            .command())
                    .contains(stock.binary().toRealPath().toString());
            assertThat(stock.locks()).hasSize(1);
            ProcessHandle.of(mover.restic().orElseThrow().pid()).orElseThrow().destroyForcibly();
            await().atMost(SOON).until(() -> !mover.resticRuns());
        }
    }

    // What can be wrong

    @Test
    void shouldSayThatThePasswordIsWrong() throws Exception {
        assertThat(run(plan.backup(), Map.of()).result()).isEqualTo(RunResult.SUCCEEDED);

        MoverOutcome outcome = failing(plan.backup(), Map.of("RESTIC_PASSWORD", "battery staple"));

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.WRONG_PASSWORD);
        assertThat(outcome.failure().exitCode()).isEqualTo(12);
        assertThat(outcome.toString()).doesNotContain("battery staple");
    }

    @Test
    void shouldSayThatTheRepositoryIsMissingAndMakeNone() throws Exception {
        plan.ifAbsent = Absence.FAIL;

        assertThat(failing(plan.backup(), Map.of()).failure().failureClass())
                .isEqualTo(FailureClass.REPOSITORY_MISSING);
        assertThat(failing(plan.select(WantedSnapshot.NEWEST), Map.of())
                        .failure()
                        .failureClass())
                .isEqualTo(FailureClass.REPOSITORY_MISSING);
        assertThat(repository).doesNotExist();
    }

    @Test
    void shouldSayThatThereIsNoResticOrAnOldOne() throws Exception {
        Path old = directory.resolve("old-restic");
        Files.writeString(old, "#!/bin/sh\necho 'restic 0.14.0 compiled with go1.19.8 on linux/amd64'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();

        MoverOutcome absent = failing(plan.backup(), Map.of("HOLDFAST_RESTIC", "/nonexistent/restic"));
        MoverOutcome outdated = failing(plan.backup(), Map.of("HOLDFAST_RESTIC", old.toString()));

        assertThat(absent.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.RESTIC_UNUSABLE,
                        "prepare",
                        null,
                        "there is no restic at /nonexistent/restic; install restic 0.17.1 or newer"));
        assertThat(outdated.failure().message())
                .isEqualTo(old + " is restic 0.14.0, but 0.17.1 or newer is needed; replace it");
    }

    @Test
    void shouldSayThatTheRepositorysAddressIsNoneWithoutItsCredentials() throws Exception {
        MoverOutcome outcome = failing(plan.backup(), Map.of("RESTIC_REPOSITORY", "https://me:hunter22@nas/photos"));

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.INVALID_REPOSITORY,
                        "prepare",
                        null,
                        "a location that starts with https: says where but not what is there; put s3: or rest: before"
                                + " it"));
    }

    @Test
    void shouldRefuseAPlanOfAnotherReleaseAndAnswerItsRun() throws Exception {
        Map<String, String> environment = environment(plan.backup());
        environment.computeIfPresent(
                PlanCodec.ENVIRONMENT_VARIABLE, (key, text) -> text.replace("\"version\":1", "\"version\":2"));
        try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
            assertThat(mover.await()).isEqualTo(MoverMain.NO_PLAN);

            String message =
                    "HOLDFAST_PLAN: the plan has version 2, this mover knows 1: controller and mover image must"
                            + " be of one release";
            assertThat(mover.stderr()).isEqualTo(message + "\n");
            assertThat(mover.outcome().orElseThrow().runId()).isEqualTo(PlanBuilder.RUN);
            assertThat(mover.outcome().orElseThrow().failure())
                    .isEqualTo(new RunFailure(FailureClass.UNKNOWN, "prepare", null, message));
        }
        assertThat(repository).doesNotExist();
    }

    @Test
    void shouldDoNothingWithoutAPlan() throws Exception {
        for (String nonsense : List.of("", "{", "{\"version\":1}")) {
            Map<String, String> environment = environment(plan.backup());
            environment.put(PlanCodec.ENVIRONMENT_VARIABLE, nonsense);
            try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
                assertThat(mover.await()).isEqualTo(MoverMain.NO_PLAN);
                assertThat(mover.outcome()).isEmpty();
                assertThat(mover.stderr())
                        .startsWith("HOLDFAST_PLAN: the plan ")
                        .hasLineCount(1);
                assertThat(mover.output()).isEmpty();
            }
        }
    }

    @Test
    void shouldPrintTheOutcomeItCannotWrite() throws Exception {
        Map<String, String> environment = environment(plan.backup());
        environment.put("HOLDFAST_TERMINATION_LOG", "/nonexistent/outcome");
        try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
            assertThat(mover.await()).isZero();
            assertThat(mover.stderr())
                    .startsWith("cannot write the outcome to /nonexistent/outcome: ")
                    .contains("\"result\":\"SUCCEEDED\"");
        }
    }

    @Test
    void shouldNotLetAResticRunWhoseProcessItCannotRecord() throws Exception {
        Map<String, String> environment = environment(plan.backup());
        environment.put("HOLDFAST_RESTIC_PROCESS", "/nonexistent/restic.process");
        try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
            assertThat(mover.await()).isEqualTo(MoverMain.FAILED);
            assertThat(mover.outcome().orElseThrow().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN);
            assertThat(mover.outcome().orElseThrow().failure().message())
                    .contains("cannot record restic's process in /nonexistent/restic.process");
        }
    }

    // Locales

    @Test
    void shouldTakeAnyPasswordAndPatternInAUtf8Locale() throws Exception {
        Files.writeString(data.resolve("Größe 漢字.tmp"), "x");
        plan.excludes = List.of("Größe*");
        MoverOutcome outcome = run(plan.backup(), Map.of("RESTIC_PASSWORD", "pässwörd €"));

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.backup().filesProcessed()).isEqualTo(1);
        assertThat(StockRestic.of(series, repository, "pässwörd €").snapshots())
                .containsExactly(outcome.snapshot().id());
    }

    @Test
    void shouldRatherFailThanUseAGarbledPassword() throws Exception {
        MoverOutcome outcome =
                failing(plan.backup(), Map.of("RESTIC_PASSWORD", "pässwörd", "LANG", "C", "LC_ALL", "C"));

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.UNKNOWN,
                        "prepare",
                        null,
                        "the value of RESTIC_PASSWORD can't be read as ANSI_X3.4-1968: set LANG=C.UTF-8 in the mover's"
                                + " environment"));
        assertThat(repository).doesNotExist();
    }

    // Other users

    @Test
    void shouldKeepWhatItCouldReadAndNameWhatItCouldNot() throws Exception {
        Files.writeString(data.resolve("größe.txt"), "secret");
        Files.setPosixFilePermissions(data.resolve("größe.txt"), PosixFilePermissions.fromString("rw-------"));
        Map<String, String> environment = environment(plan.backup());
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
            assertThat(stock.snapshots()).containsExactly(outcome.snapshot().id());
        }
    }

    @Test
    void shouldTakeAVolumeItMayNotListNeitherForEmptyNorForSaved() throws Exception {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        try (MoverProcess mover = startAsNobody(environment(plan.backup()))) {
            assertThat(mover.await()).as(mover.stderr()).isEqualTo(MoverMain.FAILED);

            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure())
                    .isEqualTo(new RunFailure(
                            FailureClass.SOURCE_UNREADABLE, "prepare", null, "the mover's user may not list " + data));
            assertThat(mover.restic()).isEmpty();
        }
    }

    /** A user without an entry in passwd, as most in containers. */
    private MoverProcess startAsNobody(Map<String, String> environment) throws IOException {
        List<String> prefix = OtherUser.command(54321, 54321, List.of());
        Path library = Files.createDirectory(directory.resolve("library"));
        String classpath = MoverClasspath.copyTo(library);
        for (Path folder : List.of(run, directory.resolve("cache"), Files.createDirectories(repository))) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path restic = Files.copy(stock.binary(), library.resolve("restic"));
        Files.setPosixFilePermissions(restic, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> theirs = new TreeMap<>(environment);
        theirs.put("HOLDFAST_RESTIC", restic.toString());
        theirs.put("TMPDIR", run.toString());
        return MoverProcess.start(prefix, classpath, theirs, run);
    }

    private static boolean hasReadSome(MoverEvent event) {
        return event.progress() != null && event.progress().bytesDone() > 0;
    }

    private MoverProcess start(MoverPlan plan) throws IOException {
        return MoverProcess.start(List.of(), environment(plan), run);
    }

    private MoverOutcome failing(MoverPlan plan, Map<String, String> more) throws Exception {
        MoverOutcome outcome = run(plan, more);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        return outcome;
    }

    private MoverOutcome run(MoverPlan plan, Map<String, String> more) throws Exception {
        Map<String, String> environment = environment(plan);
        environment.putAll(more);
        try (MoverProcess mover = MoverProcess.start(List.of(), environment, run)) {
            int exitCode = mover.await();
            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(exitCode).isEqualTo(outcome.failure() == null ? MoverMain.DONE : MoverMain.FAILED);
            assertThat(mover.stderr()).isEmpty();
            return outcome;
        }
    }

    private Map<String, String> environment(MoverPlan plan) {
        Map<String, String> environment = stock.environment();
        environment.put("HOLDFAST_RESTIC", stock.binary().toString());
        environment.put("TMPDIR", directory.toString());
        String text = new PlanCodec().encode(plan);
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, new String(text.getBytes(UTF_8), UTF_8));
        return environment;
    }
}
