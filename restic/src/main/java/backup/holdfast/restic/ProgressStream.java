package backup.holdfast.restic;

import backup.holdfast.restic.process.StreamConsumer.Progress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts every byte that arrives as progress. */
final class ProgressStream extends FilterInputStream {

    private final Progress progress;

    ProgressStream(InputStream in, Progress progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        progress.made();
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        progress.made();
        return count;
    }
}
