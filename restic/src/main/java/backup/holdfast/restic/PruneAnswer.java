package backup.holdfast.restic;

import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.StreamConsumer;
import backup.holdfast.restic.result.PruneReport;
import java.util.Optional;
import java.util.regex.Pattern;

/** The answer of {@code prune}: prose, of which the end is kept without the progress lines. */
final class PruneAnswer implements Answer<PruneReport> {

    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_CHARS = 8 * 1024;
    private static final Pattern PROGRESS = Pattern.compile("\\[[0-9:]+\\] .*");

    private final BoundedTail text = new BoundedTail(MAX_CHARS);

    @Override
    public StreamConsumer reader(Transcript transcript) {
        return new LineFraming(MAX_LINE_BYTES, line -> {
            transcript.stdoutProse(line.text());
            if (!line.text().isBlank() && !PROGRESS.matcher(line.text()).matches()) {
                keep(line.text());
            }
            return Activity.PROGRESS;
        });
    }

    private synchronized void keep(String line) {
        text.add(line);
    }

    @Override
    public synchronized Optional<PruneReport> value() {
        return Optional.of(new PruneReport(text.toString()));
    }
}
