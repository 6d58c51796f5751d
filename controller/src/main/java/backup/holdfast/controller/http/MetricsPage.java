package backup.holdfast.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The page of metrics as it is now. With thousands of sources it has tens of megabytes, so that it is written, not made and then sent. */
@FunctionalInterface
public interface MetricsPage {
    /** A page without anything on it. */
    MetricsPage EMPTY = out -> {};

    void write(OutputStream out) throws IOException;

    /** The whole of it, for whoever needs it at once. */
    default String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written to it", e);
        }
        return out.toString(UTF_8);
    }
}
