package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a stream of UTF-8 text into lines of at most {@code maxLineBytes}; what is longer is counted and dropped. */
public final class LineFraming implements StreamConsumer {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final int maxLineBytes;
    private final LineHandler handler;

    public LineFraming(int maxLineBytes, LineHandler handler) {
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("maxLineBytes is not positive: " + maxLineBytes);
        }
        this.maxLineBytes = maxLineBytes;
        this.handler = requireNonNull(handler, "handler is null");
    }

    @Override
    public void consume(InputStream in, Progress progress) throws IOException {
        PartialLine partial = new PartialLine();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            int from = 0;
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    partial.add(buffer, from, i);
                    hand(partial.take(), progress);
                    from = i + 1;
                }
            }
            partial.add(buffer, from, n);
        }
        if (!partial.isEmpty()) {
            hand(partial.take(), progress);
        }
    }

    private void hand(Line line, Progress progress) {
        if (handler.line(line) == LineHandler.Activity.PROGRESS) {
            progress.made();
        }
    }

    private final class PartialLine {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long omitted;

        void add(byte[] buffer, int from, int to) {
            int length = to - from;
            int room = Math.min(length, maxLineBytes - kept.size());
            kept.write(buffer, from, room);
            omitted += length - room;
        }

        boolean isEmpty() {
            return kept.size() == 0 && omitted == 0;
        }

        Line take() {
            String text = kept.toString(StandardCharsets.UTF_8);
            Line line = new Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, omitted);
            kept.reset();
            omitted = 0;
            return line;
        }
    }
}
