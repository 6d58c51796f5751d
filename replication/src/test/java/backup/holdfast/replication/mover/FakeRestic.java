package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessResult.Cause;
import backup.holdfast.restic.process.ProcessResult.OutputState;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.StopReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers restic's verbs as told, one answer a call, and remembers the calls. A call nobody told it about is a mistake. */
final class FakeRestic implements ProcessLauncher {
    private final Map<String, Deque<Answer>> answers = new HashMap<>();

    static final String SAFETY = "snapshots of " + SafetyCopy.HOST;

    final List<ProcessRequest> calls = new ArrayList<>();

    /** The questions for safety copies, which come before each prune and have answers of their own: none, if not given. */
    final List<ProcessRequest> safetyCalls = new ArrayList<>();

    /** The volumes that were written to their disks. */
    final List<String> synced = new ArrayList<>();

    /** What the system says of that; nothing where it works. */
    String syncFailure = "";

    /**
     * One end of a restic process.
     *
     * @param meanwhile what happens while it runs
     */
    record Answer(int exitCode, String stdout, String stderr, StopReason stop, Runnable meanwhile) {
        static Answer ok(String stdout) {
            return new Answer(0, stdout, "", StopReason.NONE, () -> {});
        }

        static Answer exit(int exitCode, String message) {
            return new Answer(exitCode, "", exitError(exitCode, message), StopReason.NONE, () -> {});
        }

        Answer saying(String stderr) {
            return new Answer(exitCode, stdout, stderr + this.stderr, stop, meanwhile);
        }

        Answer after(String stdout) {
            return new Answer(exitCode, stdout, stderr, stop, meanwhile);
        }

        Answer stopped(StopReason reason) {
            return new Answer(exitCode, stdout, stderr, reason, meanwhile);
        }

        Answer meanwhile(Runnable action) {
            return new Answer(exitCode, stdout, stderr, stop, action);
        }

        private static String exitError(int code, String message) {
            return "{\"message_type\":\"exit_error\",\"code\":" + code + ",\"message\":\"" + message + "\"}\n";
        }
    }

    FakeRestic answer(String verb, Answer answer) {
        answers.computeIfAbsent(verb, v -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** The calls without the program and the cache, which are the same in all. */
    List<String> commands() {
        return calls.stream().map(FakeRestic::command).toList();
    }

    static String command(ProcessRequest call) {
        return call.argv().stream()
                .skip(1)
                .filter(word -> !word.startsWith("--cache-dir="))
                .collect(Collectors.joining(" "));
    }

    boolean hasAnswersLeft() {
        return answers.values().stream().anyMatch(left -> !left.isEmpty());
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        if (cancellation.isCancelled()) {
            return new ProcessResult.NotStarted(Cause.CANCELLED, "cancelled before it was started");
        }
        if (request.argv().get(0).endsWith("/sync")) {
            synced.add(request.argv().get(2));
            return end(
                    streams,
                    syncFailure.isEmpty() ? Answer.ok("") : new Answer(1, "", syncFailure, StopReason.NONE, () -> {}));
        }
        if (request.argv().get(1).equals("snapshots") && request.argv().contains("--host=" + SafetyCopy.HOST)) {
            safetyCalls.add(request);
            Deque<Answer> given = answers.getOrDefault(SAFETY, new ArrayDeque<>());
            return end(streams, given.isEmpty() ? Answer.ok("[]\n") : given.remove());
        }
        calls.add(request);
        Deque<Answer> due = answers.getOrDefault(request.argv().get(1), new ArrayDeque<>());
        if (due.isEmpty()) {
            throw new AssertionError("nobody expected " + request);
        }
        return end(streams, due.remove());
    }

    private ProcessResult end(ProcessStreams streams, Answer answer) {
        ProcessIdentity process = new ProcessIdentity(1000 + calls.size(), Instant.EPOCH, "boot/1");
        streams.started().accept(process);
        answer.meanwhile().run();
        try {
            streams.stdout().consume(new ByteArrayInputStream(answer.stdout().getBytes(UTF_8)), () -> {});
            streams.stderr().consume(new ByteArrayInputStream(answer.stderr().getBytes(UTF_8)), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProcessResult.Ended(
                process, answer.exitCode(), answer.stop(), OutputState.COMPLETE, Duration.ofSeconds(1));
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return false;
    }
}
