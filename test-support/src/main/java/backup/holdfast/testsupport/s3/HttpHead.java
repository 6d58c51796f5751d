package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The first line and the headers of an HTTP/1.1 message, byte for byte as they came. */
record HttpHead(String firstLine, List<String> headers) {

    private static final int LONGEST = 64 * 1024;

    HttpHead {
        requireNonNull(firstLine, "firstLine is null");
        headers = List.copyOf(headers);
    }

    /** The next head of a connection; empty if the other side has closed it. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("the connection ended within a head");
            }
            if (bytes.size() > LONGEST) {
                throw new IOException("a head longer than " + LONGEST + " bytes");
            }
            bytes.write(next);
            last4 = (last4 << 8) | next;
        }
        List<String> lines = bytes.toString(StandardCharsets.ISO_8859_1).lines().toList();
        return Optional.of(new HttpHead(lines.get(0), lines.subList(1, lines.size() - 1)));
    }

    /** The value of a header; empty if it is not there. */
    String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    HttpHead without(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return new HttpHead(
                firstLine,
                headers.stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(start))
                        .toList());
    }

    /** Of an answer. */
    int status() {
        return Integer.parseInt(firstLine.split(" ", 3)[1]);
    }

    boolean isClosing() {
        return header("Connection").equalsIgnoreCase("close");
    }

    void write(OutputStream out) throws IOException {
        out.write((firstLine + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String line : headers) {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
}
