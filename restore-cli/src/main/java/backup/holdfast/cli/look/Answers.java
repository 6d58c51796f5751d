package backup.holdfast.cli.look;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.mover.LookSink;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whole answers. One that could not be given ends the command with the reason. */
public record Answers(Looking looking) {

    /** Every snapshot of the repository, in no order. */
    public List<SnapshotInfo> snapshots(ReplicationSource source) {
        return lines(source, LookQuestion.of(Kind.SNAPSHOTS), LookAnswer.Snapshot.class).stream()
                .map(Answers::info)
                .toList();
    }

    /** What lies at a place of a snapshot; handed over one by one. */
    public void entries(ReplicationSource source, LookQuestion question, Consumer<LookAnswer.Entry> consumer) {
        ask(
                source,
                question,
                new Collecting(line -> consumer.accept((LookAnswer.Entry) line), OutputStream.nullOutputStream()));
    }

    /** The locks there are. */
    public List<LookAnswer.Lock> locks(ReplicationSource source, Kind kind) {
        return lines(source, LookQuestion.of(kind), LookAnswer.Lock.class);
    }

    /**
     * A file, or a folder as a tar archive.
     *
     * @param kind told before the first byte what it is
     */
    public void content(
            ReplicationSource source, LookQuestion question, Consumer<LookAnswer.Entry> kind, OutputStream out) {
        ask(source, question, new Collecting(line -> kind.accept((LookAnswer.Entry) line), out));
    }

    private <T extends LookAnswer> List<T> lines(ReplicationSource source, LookQuestion question, Class<T> kind) {
        List<T> lines = new ArrayList<>();
        ask(source, question, new Collecting(line -> lines.add(kind.cast(line)), OutputStream.nullOutputStream()));
        return lines;
    }

    private void ask(ReplicationSource source, LookQuestion question, Collecting sink) {
        looking.ask(source, question, sink);
        MoverOutcome outcome = sink.outcome.orElseThrow(() -> new StopException(
                ExitCode.FAILED, "the answer has no end", "Ask again; --local asks without the cluster."));
        if (outcome.result() != RunResult.SUCCEEDED) {
            throw failed(Optional.ofNullable(outcome.failure()));
        }
    }

    /** Why a mover, or restic here, could not answer. */
    static StopException failed(Optional<RunFailure> failure) {
        FailureClass kind = failure.map(RunFailure::failureClass).orElse(FailureClass.UNKNOWN);
        ExitCode code = switch (kind) {
            case UNREACHABLE, TLS_FAILED, DEADLINE_EXCEEDED -> ExitCode.UNREACHABLE;
            case ACCESS_DENIED, WRONG_PASSWORD -> ExitCode.FORBIDDEN;
            case REPOSITORY_MISSING, BUCKET_MISSING, SNAPSHOT_NOT_FOUND -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILED;
        };
        // restic's own words may have several lines: here the first is what happened, and the second what to do.
        String what = failure.map(RunFailure::message).orElse("nobody says why").replaceAll("\\s*\n\\s*", " ");
        return new StopException(
                code,
                what,
                kind == FailureClass.UNKNOWN ? "`restore doctor` looks for what is wrong." : kind.sentence());
    }

    private static SnapshotInfo info(LookAnswer.Snapshot it) {
        return new SnapshotInfo(
                it.id(),
                it.time().atOffset(ZoneOffset.UTC),
                it.host(),
                it.paths(),
                it.tags(),
                Optional.ofNullable(it.tree()),
                it.files() == null || it.bytes() == null
                        ? Optional.empty()
                        : Optional.of(new SnapshotSize(it.files(), it.bytes())));
    }

    private static final class Collecting implements LookSink {
        private final Consumer<LookAnswer> lines;
        private final OutputStream content;
        private Optional<MoverOutcome> outcome = Optional.empty();

        private Collecting(Consumer<LookAnswer> lines, OutputStream content) {
            this.lines = lines;
            this.content = content;
        }

        @Override
        public void take(LookAnswer answer) {
            lines.accept(answer);
        }

        @Override
        public void content(byte[] bytes, int offset, int length) {
            try {
                content.write(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write what was asked for", e);
            }
        }

        @Override
        public void end(MoverOutcome said) {
            outcome = Optional.of(said);
        }
    }
}
