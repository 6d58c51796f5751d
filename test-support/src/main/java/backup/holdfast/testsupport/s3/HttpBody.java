package backup.holdfast.testsupport.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Moves the body of an HTTP/1.1 message, byte for byte. */
final class HttpBody {

    private HttpBody() {}

    /** The body that belongs to the head; none if the head announces none. */
    static void copy(HttpHead head, InputStream in, OutputStream out) throws IOException {
        if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            copyChunks(in, out);
        } else {
            String length = head.header("Content-Length");
            copy(length.isEmpty() ? 0 : Long.parseLong(length), in, out);
        }
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        long size;
        do {
            String line = copyLine(in, out);
            size = Long.parseLong(line.split(";", 2)[0].strip(), 16);
            copy(size, in, out);
            if (size > 0) {
                copyLine(in, out);
                // Somebody may be waiting for it: a stream of events sends each in a chunk.
                out.flush();
            }
        } while (size > 0);
        String trailer;
        do {
            trailer = copyLine(in, out);
        } while (!trailer.isEmpty());
    }

    private static String copyLine(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        if (next < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        line.writeTo(out);
        out.write('\n');
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static void copy(long length, InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("the connection ended " + left + " bytes before the end of a body");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
