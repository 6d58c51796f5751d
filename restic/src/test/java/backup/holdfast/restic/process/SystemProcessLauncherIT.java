package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.ProcessResult.Cause;
import backup.holdfast.restic.process.ProcessResult.Ended;
import backup.holdfast.restic.process.ProcessResult.OutputState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that behave badly in every way a restic could. */
@Timeout(60)
class SystemProcessLauncherIT {

    private static final RunLimits LIMITS = RunLimits.deadline(Duration.ofSeconds(30));
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    private final Cancellation cancellation = new Cancellation();
    private final List<String> out = Collections.synchronizedList(new ArrayList<>());
    private final List<String> err = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<ProcessIdentity> started = new AtomicReference<>();

    @AfterEach
    void leaveNothingRunning() {
        ProcessIdentity process = started.get();
        if (process != null && launcher.isRunning(process)) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldReadBothStreamsAndTheExitCode() {
        Ended ended = ended(run("echo one; echo two >&2; echo three; exit 7"));

        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(ended.stop()).isEqualTo(StopReason.NONE);
        assertThat(ended.output()).isEqualTo(OutputState.COMPLETE);
        assertThat(ended.process()).isEqualTo(started.get());
        assertThat(out).containsExactly("one", "three");
        assertThat(err).containsExactly("two");
    }

    @RepeatedTest(50)
    void shouldNeverLoseTheLastLines() {
        run("i=0; while [ $i -lt 200 ]; do echo $i; echo $i >&2; i=$((i+1)); done; echo last; echo last >&2");

        assertThat(out).hasSize(201).endsWith("199", "last");
        assertThat(err).hasSize(201).endsWith("199", "last");
    }

    @Test
    void shouldGiveTheProcessNothingButTheEnvironmentItWasGiven() {
        ProcessRequest request = new ProcessRequest(List.of("/usr/bin/env"), Map.of("A", "1", "B", "x y"), LIMITS);

        launcher.run(request, streams(), cancellation);

        assertThat(out).containsExactlyInAnyOrder("A=1", "B=x y");
    }

    @Test
    void shouldGiveTheProcessAnEmptyStandardInput() {
        run("cat; echo end");

        assertThat(out).containsExactly("end");
    }

    @Test
    void shouldHandArgumentsOverUntouchedByAnyShell() {
        ProcessRequest request = new ProcessRequest(
                List.of("/usr/bin/printf", "%s\\n", "a b", "$(id)", "", "*", "--x='y'"), Map.of(), LIMITS);

        launcher.run(request, streams(), cancellation);

        assertThat(out).containsExactly("a b", "$(id)", "", "*", "--x='y'");
    }

    @Test
    void shouldWorkInTheDirectoryAskedFor() throws IOException {
        launcher.run(request("pwd", LIMITS).in(directory), streams(), cancellation);

        assertThat(out).containsExactly(directory.toRealPath().toString());
    }

    @Test
    void shouldNotFillTheHeapWithOneHugeLine() {
        Ended ended = ended(run("head -c 52428800 /dev/zero | tr '\\0' x; echo; echo after"));

        assertThat(ended.exitCode()).isZero();
        assertThat(out).hasSize(2);
        assertThat(out.get(0)).hasSize(1000);
        assertThat(out.get(1)).isEqualTo("after");
    }

    @Test
    void shouldNotBlockWhenOneStreamIsFloodedAndTheOtherSilent() {
        Ended ended = ended(run("head -c 2000000 /dev/zero | tr '\\0' '\\n' >&2; echo end"));

        assertThat(ended.exitCode()).isZero();
        assertThat(err).hasSize(2_000_000);
        assertThat(out).containsExactly("end");
    }

    @Test
    void shouldDrainAStreamWhoseConsumerGaveUpEarly() {
        ProcessStreams streams = new ProcessStreams(started::set, (in, progress) -> in.read(), lines(err));

        Ended ended =
                ended(launcher.run(request("head -c 5000000 /dev/zero; echo end >&2", LIMITS), streams, cancellation));

        assertThat(ended.exitCode()).isZero();
        assertThat(err).containsExactly("end");
    }

    @Test
    void shouldStopOnSigtermWhenCancelled() throws InterruptedException {
        Ended ended = ended(
                cancelledOnceRunning("trap 'echo cleaning; kill $!; exit 130' TERM; echo running; sleep 60 & wait"));

        assertThat(ended.stop()).isEqualTo(StopReason.CANCELLED);
        assertThat(ended.exitCode()).isEqualTo(130);
        assertThat(out).containsExactly("running", "cleaning");
    }

    @Test
    void shouldKillWhatIgnoresSigtermWithItsChildren() throws InterruptedException {
        Ended ended = ended(cancelledOnceRunning("trap '' TERM; echo running; sleep 60; sleep 60"));

        assertThat(ended.stop()).isEqualTo(StopReason.CANCELLED);
        assertThat(ended.exitCode()).isEqualTo(137);
        assertThat(ended.output()).isEqualTo(OutputState.COMPLETE);
        assertThat(ended.elapsed()).isLessThan(Duration.ofSeconds(10));
        assertThat(launcher.isRunning(ended.process())).isFalse();
    }

    @Test
    void shouldNotStartAtAllOnceCancelled() {
        cancellation.cancel();

        assertThat(run("echo no"))
                .isEqualTo(new ProcessResult.NotStarted(Cause.CANCELLED, "cancelled before it was started"));
        assertThat(started.get()).isNull();
    }

    @Test
    void shouldStopAtTheDeadline() {
        RunLimits limits = RunLimits.deadline(SHORT).withGrace(SHORT);

        Ended ended = ended(launcher.run(request("exec sleep 60", limits), streams(), cancellation));

        assertThat(ended.stop()).isEqualTo(StopReason.DEADLINE);
        assertThat(ended.exitCode()).isEqualTo(143);
        assertThat(ended.elapsed()).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void shouldStopWhatOnlyRepeatsItself() {
        RunLimits limits = RunLimits.whileProgressing(Duration.ofMillis(500)).withGrace(SHORT);
        ProcessStreams idle = new ProcessStreams(started::set, new LineFraming(100, line -> Activity.IDLE), lines(err));

        Ended ended =
                ended(launcher.run(request("while :; do echo waiting; sleep 0.1; done", limits), idle, cancellation));

        assertThat(ended.stop()).isEqualTo(StopReason.NO_PROGRESS);
    }

    @Test
    void shouldNotStopWhatKeepsProgressing() {
        RunLimits limits = RunLimits.whileProgressing(Duration.ofMillis(1500));

        Ended ended = ended(launcher.run(
                request("for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.3; done", limits), streams(), cancellation));

        assertThat(ended.stop()).isEqualTo(StopReason.NONE);
        assertThat(ended.exitCode()).isZero();
        assertThat(out).hasSize(9);
    }

    @Test
    void shouldNotWaitForAChildThatKeepsThePipesOpen() throws IOException {
        Path child = directory.resolve("child");

        Ended ended = ended(run("setsid sleep 30 & echo $! > " + child + "; echo done; sleep 0.3"));

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).isEqualTo(OutputState.CUT_OFF);
        assertThat(out).containsExactly("done");
        ProcessHandle.of(Long.parseLong(
                        Files.readString(child, StandardCharsets.US_ASCII).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldDeliverNothingAfterTheResult() throws IOException {
        Path go = directory.resolve("go");
        Path gone = directory.resolve("gone");

        Ended ended = ended(run("setsid sh -c 'while [ ! -e " + go + " ]; do sleep 0.05; done; echo late; touch " + gone
                + "' & echo done; sleep 0.3"));
        Files.createFile(go);
        await().until(() -> Files.exists(gone));

        assertThat(ended.output()).isEqualTo(OutputState.CUT_OFF);
        assertThat(out).containsExactly("done");
    }

    @Test
    void shouldTreatAnInterruptAsACancellationAndPassItOn() throws InterruptedException {
        AtomicReference<ProcessResult> result = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            result.set(run("exec sleep 60"));
            flag.set(Thread.currentThread().isInterrupted());
        });
        runner.start();
        await().until(() -> started.get() != null);

        runner.interrupt();
        runner.join();

        assertThat(ended(result.get()).stop()).isEqualTo(StopReason.CANCELLED);
        assertThat(flag.get()).isTrue();
    }

    @Test
    void shouldNotLetAProcessRunThatCouldNotBeRecorded() {
        AtomicReference<ProcessIdentity> seen = new AtomicReference<>();
        ProcessStreams streams = new ProcessStreams(
                process -> {
                    seen.set(process);
                    throw new IllegalStateException("disk full");
                },
                lines(out),
                lines(err));

        assertThatThrownBy(() -> launcher.run(request("exec sleep 60", LIMITS), streams, cancellation))
                .hasMessage("disk full");
        await().until(() -> !launcher.isRunning(seen.get()));
    }

    @Test
    void shouldTellARunningProcessFromAnotherOfItsNumber() throws InterruptedException {
        AtomicReference<Boolean> running = new AtomicReference<>();
        AtomicReference<Boolean> impostor = new AtomicReference<>();
        ProcessStreams streams = new ProcessStreams(
                process -> {
                    running.set(launcher.isRunning(process));
                    impostor.set(launcher.isRunning(
                            new ProcessIdentity(process.pid(), process.startedAt(), "another boot/1")));
                },
                lines(out),
                lines(err));

        Ended ended = ended(launcher.run(request("sleep 0.2", LIMITS), streams, cancellation));

        assertThat(running.get()).isTrue();
        assertThat(impostor.get()).isFalse();
        assertThat(launcher.isRunning(ended.process())).isFalse();
        assertThat(Duration.between(ended.process().startedAt(), Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void shouldSayWhyAProcessWasNotStarted() throws IOException {
        Path missing = directory.resolve("missing");
        Path plain = Files.createFile(directory.resolve("plain"));
        Path script = Files.writeString(directory.resolve("script"), "#!/nonexistent/shell\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(List.of(cause(missing), cause(plain), cause(directory), cause(script)))
                .containsExactly(
                        Cause.PROGRAM_MISSING, Cause.NOT_EXECUTABLE, Cause.NOT_EXECUTABLE, Cause.REFUSED_BY_SYSTEM);
        assertThat(launcher.run(request("true", LIMITS).in(missing), streams(), cancellation))
                .isEqualTo(new ProcessResult.NotStarted(
                        Cause.WORKING_DIRECTORY_MISSING,
                        "the working directory " + missing + " does not exist or is no directory"));
    }

    private Cause cause(Path program) {
        ProcessRequest request = new ProcessRequest(List.of(program.toString()), Map.of(), LIMITS);
        return ((ProcessResult.NotStarted) launcher.run(request, streams(), cancellation)).cause();
    }

    private ProcessResult cancelledOnceRunning(String script) throws InterruptedException {
        Thread canceller = new Thread(() -> {
            await().until(() -> out.contains("running"));
            cancellation.cancel();
        });
        canceller.start();
        ProcessResult result = launcher.run(
                request(script, RunLimits.deadline(Duration.ofSeconds(30)).withGrace(Duration.ofSeconds(1))),
                streams(),
                cancellation);
        canceller.join();
        return result;
    }

    private ProcessResult run(String script) {
        return launcher.run(request(script, LIMITS), streams(), cancellation);
    }

    private static ProcessRequest request(String script, RunLimits limits) {
        return new ProcessRequest(List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), limits);
    }

    private ProcessStreams streams() {
        return new ProcessStreams(started::set, lines(out), lines(err));
    }

    private static LineFraming lines(List<String> target) {
        return new LineFraming(1000, line -> {
            target.add(line.text());
            return Activity.PROGRESS;
        });
    }

    private static Ended ended(ProcessResult result) {
        assertThat(result).isInstanceOf(Ended.class);
        return (Ended) result;
    }
}
