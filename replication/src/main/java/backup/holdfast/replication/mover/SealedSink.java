package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.LookCodec;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.seal.Part;
import backup.holdfast.replication.seal.SealedWriter;
import java.util.function.Consumer;

/** Seals an answer into the lines of a pod's log. */
final class SealedSink implements LookSink {
    /** A node keeps some 50 MB of a container's log and forgets the oldest; whoever follows it from the start may lag behind by a part of that. */
    private static final long MAX_CHARACTERS = 64L << 20;

    private final LookCodec codec = new LookCodec();
    private final OutcomeCodec outcomes = new OutcomeCodec();
    private final SealedWriter writer;
    private long written;

    private final long maxCharacters;

    private SealedSink(String recipient, LookPlan plan, Consumer<String> lines, long maxCharacters) {
        this.maxCharacters = maxCharacters;
        this.writer = new SealedWriter(recipient, plan.runId().value(), line -> {
            written += line.length();
            lines.accept(line);
        });
    }

    /** @throws IllegalArgumentException when the plan names nobody the answer could be sealed for */
    static LookSink of(LookPlan plan, Consumer<String> lines) {
        return of(plan, lines, MAX_CHARACTERS);
    }

    static LookSink of(LookPlan plan, Consumer<String> lines, long maxCharacters) {
        if (plan.recipient() == null) {
            throw new IllegalArgumentException("the plan does not say for whom the answer is sealed");
        }
        return new SealedSink(plan.recipient(), plan, lines, maxCharacters);
    }

    @Override
    public void take(LookAnswer answer) {
        byte[] line = (codec.encode(answer) + "\n").getBytes(UTF_8);
        write(Part.LINES, line, 0, line.length);
    }

    @Override
    public void content(byte[] bytes, int offset, int length) {
        write(Part.CONTENT, bytes, offset, length);
    }

    @Override
    public void end(MoverOutcome outcome) {
        writer.end(outcomes.encode(outcome).getBytes(UTF_8));
    }

    private void write(Part part, byte[] bytes, int offset, int length) {
        if (written > maxCharacters) {
            throw new TooLongException("the answer is longer than the " + (maxCharacters >> 20)
                    + " MiB a pod's log is used for: use --local, or restore it beside with restore pvc --to");
        }
        writer.write(part, bytes, offset, length);
    }
}
