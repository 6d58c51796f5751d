package backup.holdfast.nfsscaler.probe.rpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts values into XDR (RFC 4506), one after the other. */
public final class XdrWriter {

    private static final byte[] PADDING = new byte[3];

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Four bytes, signed or unsigned. */
    public XdrWriter integer(int value) {
        bytes.write(value >>> 24);
        bytes.write(value >>> 16);
        bytes.write(value >>> 8);
        bytes.write(value);
        return this;
    }

    /** Bytes whose number is written before them. */
    public XdrWriter opaque(byte[] value) {
        integer(value.length);
        bytes.writeBytes(value);
        bytes.write(PADDING, 0, XdrReader.padding(value.length));
        return this;
    }

    /** Text in UTF-8, which is what NFS means by a name. */
    public XdrWriter string(String value) {
        return opaque(value.getBytes(StandardCharsets.UTF_8));
    }

    /** All that was written to another writer. */
    public XdrWriter append(XdrWriter other) {
        bytes.writeBytes(other.toByteArray());
        return this;
    }

    /** All that was written so far. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
