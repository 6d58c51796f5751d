package backup.holdfast.restic;

import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.StreamConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The answer of a verb that prints plain lines; those that do not belong to the answer are kept as prose. */
final class LinesAnswer<T> implements Answer<T> {

    private static final int MAX_LINE_BYTES = 16 * 1024;

    private final Predicate<String> wanted;
    private final Function<List<String>, T> whole;
    private final List<String> lines = new ArrayList<>();

    LinesAnswer(Predicate<String> wanted, Function<List<String>, T> whole) {
        this.wanted = wanted;
        this.whole = whole;
    }

    @Override
    public StreamConsumer reader(Transcript transcript) {
        return new LineFraming(MAX_LINE_BYTES, line -> {
            if (line.isWhole() && wanted.test(line.text())) {
                keep(line.text());
            } else {
                transcript.stdoutProse(line.text());
            }
            return Activity.PROGRESS;
        });
    }

    private synchronized void keep(String line) {
        lines.add(line);
    }

    @Override
    public synchronized Optional<T> value() {
        return Optional.of(whole.apply(lines));
    }
}
