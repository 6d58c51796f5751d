package backup.holdfast.replication.seal;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.SecretKey;

/**
 * Seals an answer, packed, as lines of JSON: {@code {"sealed":0,"key":...}} and then a number, a part and its text each. What is written is
 * gathered first: a frame costs 28 bytes and a line.
 */
public final class SealedWriter {
    private static final int FRAME_BYTES = 48 * 1024;

    private final SecretKey key;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(FRAME_BYTES);
    private Part gathering = Part.LINES;
    private int number;

    /**
     * @param recipient the public key of whoever asked
     * @param context what the answer belongs to
     * @throws IllegalArgumentException when {@code recipient} is no public key
     */
    public SealedWriter(String recipient, String context, Consumer<String> lines) {
        SealKeys own = SealKeys.generate();
        this.key = own.agree(recipient, own.publicKey(), context);
        this.lines = requireNonNull(lines, "lines is null");
        lines.accept("{\"sealed\":0,\"key\":\"" + own.publicKey() + "\"}");
    }

    /** One after another, each part whole or in pieces of any size. */
    public void write(Part part, byte[] bytes, int offset, int length) {
        if (part != gathering) {
            flush();
            gathering = part;
        }
        int from = offset;
        for (int left = length; left > 0; ) {
            int taken = Math.min(left, FRAME_BYTES - gathered.size());
            gathered.write(bytes, from, taken);
            from += taken;
            left -= taken;
            if (gathered.size() == FRAME_BYTES) {
                flush();
            }
        }
    }

    /** Ends the answer. */
    public void end(byte[] last) {
        flush();
        put(Part.END, last);
    }

    private void flush() {
        if (gathered.size() > 0) {
            put(gathering, gathered.toByteArray());
            gathered.reset();
        }
    }

    private void put(Part part, byte[] plain) {
        number++;
        String text = Base64.getEncoder().encodeToString(Frame.seal(key, number, part, packed(plain)));
        lines.accept("{\"sealed\":" + number + ",\"" + part.name().toLowerCase(Locale.ROOT) + "\":\"" + text + "\"}");
    }

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written to it", e);
        }
        return packed.toByteArray();
    }
}
