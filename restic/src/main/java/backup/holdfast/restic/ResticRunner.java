package backup.holdfast.restic;

import backup.holdfast.restic.command.ResticCommand;
import backup.holdfast.restic.event.EventDecoder;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.StreamConsumer;
import backup.holdfast.restic.result.ExitInterpreter;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.result.Testimony;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs one command: wires its streams to the answer and the transcript, and asks for the verdict when all has been read. */
final class ResticRunner {

    private static final int MAX_STDERR_LINE_BYTES = 64 * 1024;

    private final Path binary;
    private final ProcessLauncher launcher;

    ResticRunner(Path binary, ProcessLauncher launcher) {
        this.binary = binary;
        this.launcher = launcher;
    }

    /** Throws what the answer's own consumer threw; the run has been stopped then. */
    <T> ResticResult<T> run(ResticCommand command, EventDecoder decoder, Answer<T> answer, RunControl control) {
        Redactor redactor = new Redactor(command.environment());
        Cancellation cancellation = new Cancellation();
        Transcript transcript = new Transcript(decoder, redactor, control.listener(), cancellation::cancel);
        AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
        ProcessStreams streams = new ProcessStreams(
                process -> control.listener().started(process),
                stoppingOnFailure(answer.reader(transcript), cancellation, broken),
                new LineFraming(MAX_STDERR_LINE_BYTES, transcript::stderrLine));
        Cancellation.Registration outer = control.cancellation().onCancel(cancellation::cancel);
        ProcessResult result;
        try {
            result = launcher.run(request(command, control), streams, cancellation);
        } finally {
            outer.close();
        }
        RuntimeException failure = broken.get();
        if (failure != null) {
            throw failure;
        }
        Testimony testimony = transcript.testimony();
        boolean asked = control.cancellation().isCancelled();
        return new ExitInterpreter(command.verb(), asked ? testimony.withoutGivingUp() : testimony)
                .interpret(result, answer.value(), transcript.report(result));
    }

    private static StreamConsumer stoppingOnFailure(
            StreamConsumer reader, Cancellation cancellation, AtomicReference<@Nullable RuntimeException> broken) {
        return (in, progress) -> {
            try {
                reader.consume(in, progress);
            } catch (RuntimeException e) {
                broken.set(e);
                cancellation.cancel();
            }
        };
    }

    private ProcessRequest request(ResticCommand command, RunControl control) {
        List<String> argv = new ArrayList<>();
        argv.add(binary.toString());
        argv.addAll(command.arguments());
        return new ProcessRequest(argv, command.environment(), command.workingDirectory(), control.limits());
    }
}
