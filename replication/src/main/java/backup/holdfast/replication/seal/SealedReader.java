package backup.holdfast.replication.seal;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import javax.crypto.SecretKey;

/** Opens what a {@link SealedWriter} has sealed, line by line. Lines that are read twice are passed over, and one that is missing is noticed. */
public final class SealedReader {
    /** Far more than a frame holds: a mover that is not ours can't fill our memory. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String BEGINNING = "{\"sealed\":";

    /** As the writer writes them. */
    private static final Pattern LINE =
            Pattern.compile("\\{\"sealed\":(\\d{1,9}),\"([a-z]{1,9})\":\"([A-Za-z0-9+/=]*+)\"\\}");

    private final SealKeys keys;
    private final String context;
    private Optional<SecretKey> key = Optional.empty();
    private int number;
    private boolean ended;

    /** @param keys those whose public half the answer was asked for with */
    public SealedReader(SealKeys keys, String context) {
        this.keys = requireNonNull(keys, "keys is null");
        this.context = requireNonNull(context, "context is null");
    }

    /** A part of an answer, in the clear. */
    public static final class Opened {
        private final Part part;
        private final byte[] bytes;

        private Opened(Part part, byte[] bytes) {
            this.part = part;
            this.bytes = bytes;
        }

        public Part part() {
            return part;
        }

        /** Not a copy: nobody else has it. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * Nothing for a line that is no part of an answer, or was read before.
     *
     * @throws BrokenSealException when a part is missing, or not what was sealed for us
     */
    public Optional<Opened> read(String line) {
        if (!line.startsWith(BEGINNING)) {
            return Optional.empty();
        }
        Matcher found = LINE.matcher(line);
        if (!found.matches()) {
            throw new BrokenSealException("a line of it is cut short, or of a kind that is not known here");
        }
        int at = Integer.parseInt(found.group(1));
        if (at == 0) {
            if (key.isEmpty()) {
                key = Optional.of(begin(found.group(3)));
            }
            return Optional.empty();
        }
        if (at <= number) {
            return Optional.empty();
        }
        if (at != number + 1 || key.isEmpty()) {
            throw new BrokenSealException("part " + (number + 1) + " of it is missing");
        }
        Opened opened = open(key.get(), found.group(2), found.group(3));
        number = at;
        ended = opened.part() == Part.END;
        return Optional.of(opened);
    }

    /** Whether the end was read: only then is all of it known. */
    public boolean isEnded() {
        return ended;
    }

    private SecretKey begin(String sender) {
        try {
            return keys.agree(sender, sender, context);
        } catch (IllegalArgumentException e) {
            throw new BrokenSealException("it does not begin with a key", e);
        }
    }

    private Opened open(SecretKey opener, String kind, String text) {
        try {
            Part part = Part.valueOf(kind.toUpperCase(Locale.ROOT));
            byte[] sealed = Base64.getDecoder().decode(text);
            return new Opened(part, unpacked(Frame.open(opener, number + 1, part, sealed)));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new BrokenSealException(
                    "part " + (number + 1) + " of it is not what was sealed for this question", e);
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] plain = inflater.readNBytes(MAX_BYTES + 1);
            if (plain.length > MAX_BYTES) {
                throw new IOException("more than a part holds");
            }
            return plain;
        }
    }

    /** An answer that can't be trusted to be whole. */
    public static final class BrokenSealException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenSealException(String message) {
            super(message);
        }

        BrokenSealException(String message, Exception cause) {
            super(message, cause);
        }
    }
}
