package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.BackupStatus;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.RunLimits;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole client on a shell script in restic's place, for what a real restic can't be made to do. */
@Timeout(60)
class FakeResticIT {

    private static final String SUMMARY = "{\"message_type\":\"summary\",\"files_new\":1,\"snapshot_id\":\""
            + "0123456789abcdef\",\"total_duration\":1}";
    private static final SnapshotId ID = new SnapshotId("0123456789abcdef");

    @TempDir
    Path directory;

    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    private final RunControl control = RunControl.deadline(Duration.ofSeconds(30));

    @Test
    void shouldFindTheSummaryBehindAHugeLineAndAFlood() throws IOException {
        ResticClient client = restic("head -c 52428800 /dev/zero | tr '\\0' x; echo\n"
                + "head -c 3000000 /dev/zero | tr '\\0' '\\n' >&2\n"
                + "echo '" + SUMMARY + "'");

        ResticResult<BackupSummary> result = client.backup(BackupOptions.ofDirectory(directory), control);

        assertThat(result).isInstanceOf(ResticResult.Success.class);
        assertThat(result.reported().flatMap(BackupSummary::savedSnapshot)).contains(ID);
        assertThat(result.report().stderrTail().length()).isLessThan(10_000);
        assertThat(result.report().proseTail().length()).isLessThan(10_000);
    }

    @Test
    void shouldReadADocumentOfAHundredThousandSnapshots() throws IOException {
        ResticClient client = restic("printf '['; i=100000; while [ $i -lt 199999 ]; do printf"
                + " '{\"id\":\"00%s\",\"time\":\"2026-11-20T13:20:32.1Z\",\"hostname\":\"h\",\"paths\":[\"/data\"]},' $i;"
                + " i=$((i+1)); done; echo '{\"id\":\"00199999\",\"time\":\"2026-11-20T13:20:32.1Z\"}]'");

        ResticResult<List<Snapshot>> result = client.snapshots(SnapshotFilter.ALL, control);

        assertThat(result.reported().orElseThrow()).hasSize(100_000);
    }

    @Test
    void shouldNotTakeHalfADocumentForTheAnswer() throws IOException {
        ResticClient client = restic("printf '[{\"id\":\"0123456789\",\"time\":\"2026-11-20T13:20:32Z\"},'");

        ResticResult<List<Snapshot>> result = client.snapshots(SnapshotFilter.ALL, control);

        assertThat(failure(result)).isEqualTo(FailureKind.OUTPUT_UNREADABLE);
        assertThat(result.reported()).isEmpty();
    }

    @Test
    void shouldNoticeThatAStatusOnlyRepeatsItself() throws IOException {
        ResticClient client = restic(
                "i=0; while :; do echo '{\"message_type\":\"status\",\"percent_done\":0.5,\"seconds_elapsed\":'$i',"
                        + "\"bytes_done\":7}'; echo 'Save(<data/a>) returned error, retrying after 1s: dial tcp: refused'"
                        + " >&2; i=$((i+1)); sleep 0.1; done");

        ResticResult<BackupSummary> result = client.backup(
                BackupOptions.ofDirectory(directory),
                control.withLimits(
                        RunLimits.whileProgressing(Duration.ofMillis(700)).withGrace(Duration.ZERO)));

        assertThat(failure(result)).isEqualTo(FailureKind.STALLED);
        assertThat(((ResticResult.Failure<BackupSummary>) result).failure().underlying())
                .contains(FailureKind.UNREACHABLE);
    }

    @Test
    void shouldSeeBytesAndFilesAsProgress() throws IOException {
        ResticClient client = restic("for i in 1 2 3 4 5 6 7 8 9; do echo '{\"message_type\":\"status\","
                + "\"bytes_done\":'$i'}'; sleep 0.3; done; echo '" + SUMMARY + "'");

        ResticResult<BackupSummary> result = client.backup(
                BackupOptions.ofDirectory(directory),
                control.withLimits(RunLimits.whileProgressing(Duration.ofMillis(1500))));

        assertThat(result).isInstanceOf(ResticResult.Success.class);
    }

    @Test
    void shouldTellProgressWhileItRunsAndWhichProcessItIs() throws IOException {
        Path go = directory.resolve("go");
        ResticClient client = restic("echo '{\"message_type\":\"status\",\"bytes_done\":7}'; while [ ! -e " + go
                + " ]; do sleep 0.05; done; echo '" + SUMMARY + "'");
        List<ResticEvent> events = new ArrayList<>();
        AtomicReference<ProcessIdentity> process = new AtomicReference<>();
        ResticEventListener listener = new ResticEventListener() {
            @Override
            public void started(ProcessIdentity started) {
                process.set(started);
            }

            @Override
            public void event(ResticEvent event) {
                events.add(event);
                if (event instanceof BackupStatus) {
                    assertThat(launcher.isRunning(process.get())).isTrue();
                    create(go);
                }
            }
        };

        ResticResult<BackupSummary> result =
                client.backup(BackupOptions.ofDirectory(directory), control.withListener(listener));

        assertThat(result.report().process()).contains(process.get());
        assertThat(launcher.isRunning(process.get())).isFalse();
        assertThat(events)
                .extracting(event -> (Object) event.getClass())
                .containsExactly(BackupStatus.class, BackupSummary.class);
    }

    @Test
    void shouldNotLetABrokenListenerCostABackup() throws IOException {
        List<Throwable> reported = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
        try {
            ResticResult<BackupSummary> result = restic("echo '" + SUMMARY + "'")
                    .backup(BackupOptions.ofDirectory(directory), control.withListener(new ResticEventListener() {
                        @Override
                        public void event(ResticEvent event) {
                            throw new IllegalStateException("broken listener");
                        }
                    }));

            assertThat(result).isInstanceOf(ResticResult.Success.class);
            assertThat(reported)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessage("broken listener"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void shouldMaskSecretsInWhatResticSays() throws IOException {
        ResticClient client = restic(
                "echo \"Head http://user:$RESTIC_REST_PASSWORD@host/: with $RESTIC_PASSWORD\" >&2;"
                        + " echo '{\"message_type\":\"exit_error\",\"code\":1,\"message\":\"Fatal: correct horse\"}' >&2; exit 1");

        ResticResult<BackupSummary> result = client.backup(BackupOptions.ofDirectory(directory), control);

        assertThat(result.toString()).doesNotContain("correct horse").doesNotContain("hunter22");
        assertThat(result.report().stderrTail()).isEqualTo("Head http://user:***@host/: with ***\nFatal: ***");
    }

    @Test
    void shouldStopWhenTheReaderOfADumpIsBroken() throws IOException {
        ResticClient client = restic("exec cat /dev/zero");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> client.dump(SnapshotRef.whole(ID), full, control))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("No space left on device");
    }

    @Test
    void shouldNotStartWhatIsCancelledAlready() throws IOException {
        Path trace = directory.resolve("trace");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        ResticResult<BackupSummary> result = restic("touch " + trace)
                .backup(BackupOptions.ofDirectory(directory), control.withCancellation(cancellation));

        assertThat(failure(result)).isEqualTo(FailureKind.CANCELLED);
        assertThat(trace).doesNotExist();
    }

    @Test
    void shouldKeepWhatResticSaidAfterItWasCancelled() throws Exception {
        ResticClient client = restic("trap 'echo \"signal terminated received, cleaning up\" >&2; exit 130' TERM; echo"
                + " '{\"message_type\":\"status\",\"bytes_done\":7}'; while :; do sleep 0.05; done");
        Cancellation cancellation = new Cancellation();

        ResticResult<BackupSummary> result = client.backup(
                BackupOptions.ofDirectory(directory),
                control.withCancellation(cancellation).withListener(new ResticEventListener() {
                    @Override
                    public void event(ResticEvent event) {
                        cancellation.cancel();
                    }
                }));

        assertThat(failure(result)).isEqualTo(FailureKind.CANCELLED);
        assertThat(result.report().exitCode()).hasValue(130);
        assertThat(result.report().stderrTail()).isEqualTo("signal terminated received, cleaning up");
    }

    @Test
    void shouldGiveResticTheEnvironmentOfTheRepositoryOnly() throws IOException {
        Path environment = directory.resolve("environment");
        ResticClient client = restic("env | sort > " + environment + "; echo '" + SUMMARY + "'");

        client.enabling("known").enabling("unknown").backup(BackupOptions.ofDirectory(directory), control);

        assertThat(Files.readAllLines(environment))
                .filteredOn(line -> !line.startsWith("_=") && !line.startsWith("PWD=") && !line.startsWith("SHLVL="))
                .containsExactly(
                        "PATH=/usr/bin:/bin",
                        "RESTIC_FEATURES=known=true",
                        "RESTIC_PASSWORD=correct horse",
                        "RESTIC_PROGRESS_FPS=1",
                        "RESTIC_REPOSITORY=/repository",
                        "RESTIC_REST_PASSWORD=hunter22",
                        "TZ=UTC");
    }

    @Test
    void shouldSayWhatIsWrongWithABinary() throws IOException {
        Path old = script("echo 'restic 0.14.0 compiled with go1.19.8 on linux/amd64'");
        Path other = script("echo hello");
        Path silent = script("exit 1");
        Path plain = Files.createFile(directory.resolve("plain"));
        Path missing = directory.resolve("missing");

        assertThat(List.of(
                        ResticBinary.inspect(old, launcher, InspectionMemory.NONE)
                                .describe(),
                        ResticBinary.inspect(other, launcher, InspectionMemory.NONE)
                                .describe(),
                        ResticBinary.inspect(silent, launcher, InspectionMemory.NONE)
                                .describe(),
                        ResticBinary.inspect(plain, launcher, InspectionMemory.NONE)
                                .describe(),
                        ResticBinary.inspect(missing, launcher, InspectionMemory.NONE)
                                .describe()))
                .containsExactly(
                        old + " is restic 0.14.0, but 0.17.1 or newer is needed; replace it",
                        other + " does not answer \"version\" as restic does (it said: hello); name another binary",
                        silent + " does not answer \"version\" as restic does (it said nothing); name another binary",
                        plain + " is not an executable file; make it one with chmod +x, or name another",
                        "there is no restic at " + missing + "; install restic 0.17.1 or newer");
    }

    @Test
    void shouldTakeTheFirstExecutableOnTheSearchPath() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Files.createFile(first.resolve("restic"));
        Path restic = Files.move(
                script("[ $1 = features ] && echo 'known  alpha  false  a feature' || echo 'restic 0.18.0 compiled'"),
                second.resolve("restic"));

        assertThat(ResticBinary.find(":/nonexistent:" + first + ":" + second, launcher, InspectionMemory.NONE))
                .isEqualTo(new BinaryInspection.Usable(
                        new ResticBinary(restic, new ResticVersion(0, 18, 0), Set.of("known"))));
        assertThat(ResticBinary.find("/nonexistent", launcher, InspectionMemory.NONE))
                .isEqualTo(new BinaryInspection.Absent("/nonexistent"));
    }

    @Test
    void shouldAskABinaryOnlyOnceWhatItIs() throws IOException {
        Path calls = directory.resolve("calls");
        Path restic = script("echo $1 >> " + calls
                + "; [ $1 = features ] && echo 'known  alpha  false  a feature' || echo 'restic 0.18.0 compiled'");
        InspectionFile memory = new InspectionFile(directory.resolve("memory"));

        BinaryInspection first = ResticBinary.inspect(restic, launcher, memory);
        BinaryInspection second = ResticBinary.inspect(restic, launcher, memory);

        assertThat(second).isEqualTo(first);
        assertThat(calls).hasContent("version\nfeatures");
    }

    private ResticClient restic(String script) throws IOException {
        Repository repository = Repository.from(Map.of(
                "RESTIC_REPOSITORY", "/repository",
                "RESTIC_PASSWORD", "correct horse",
                "RESTIC_REST_PASSWORD", "hunter22",
                "PATH", "/usr/bin:/bin"));
        ResticBinary binary = new ResticBinary(script(script), ResticVersion.MINIMUM, Set.of("known"));
        return new ResticClient(binary, launcher, repository);
    }

    private Path script(String body) throws IOException {
        Path script = Files.createTempFile(directory, "restic", ".sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n", StandardCharsets.UTF_8);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FailureKind failure(ResticResult<?> result) {
        assertThat(result).isInstanceOf(ResticResult.Failure.class);
        return ((ResticResult.Failure<?>) result).failure().kind();
    }
}
