package backup.holdfast.restic.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Finds the JSON document in a stream that may have lines of prose before it; what comes after it is left alone. */
public final class DocumentStream {

    private static final int MAX_PROSE_BYTES = 4096;
    private static final int LOOKAHEAD = 64;

    private DocumentStream() {}

    /**
     * Hands the objects of the first document to {@code objects} and each line before it to {@code prose}; answers whether there
     * was a document.
     */
    public static boolean read(InputStream in, Consumer<JsonObject> objects, Consumer<String> prose)
            throws IOException {
        BufferedInputStream lines = new BufferedInputStream(in);
        while (!atDocument(lines)) {
            String line = line(lines);
            if (line.isEmpty() && atEnd(lines)) {
                return false;
            }
            if (!line.isBlank()) {
                prose.accept(line);
            }
        }
        Json.read(lines, objects);
        return true;
    }

    /** An object, an array of objects or an empty array; not restic's "[0:00] 100.00%". */
    private static boolean atDocument(InputStream in) throws IOException {
        in.mark(LOOKAHEAD);
        int first = in.read();
        int second = in.read();
        for (int n = 2; n < LOOKAHEAD && (second == ' ' || second == '\n'); n++) {
            second = in.read();
        }
        in.reset();
        return first == '{' || (first == '[' && (second == '{' || second == ']'));
    }

    private static boolean atEnd(InputStream in) throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (kept.size() < MAX_PROSE_BYTES) {
                kept.write(c);
            }
        }
        return kept.toString(StandardCharsets.UTF_8);
    }
}
