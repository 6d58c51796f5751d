package backup.holdfast.restic;

import backup.holdfast.restic.process.StreamConsumer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The answer of {@code dump}: bytes, copied as they come. */
final class BytesAnswer implements Answer<Long> {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private volatile Optional<Long> total = Optional.empty();

    BytesAnswer(OutputStream out) {
        this.out = out;
    }

    @Override
    public StreamConsumer reader(Transcript transcript) {
        return (in, progress) -> {
            byte[] buffer = new byte[BUFFER_BYTES];
            long count = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(buffer, n);
                count += n;
                progress.made();
            }
            total = Optional.of(count);
        };
    }

    private void write(byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            // Not to be mistaken for the end of restic's output.
            throw new UncheckedIOException("what restic sent could not be written on", e);
        }
    }

    @Override
    public Optional<Long> value() {
        return total;
    }
}
