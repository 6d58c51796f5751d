package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Takes values out of XDR (RFC 4506) that may be malicious: never reads beyond its bytes, never reserves memory on a stranger's word. */
public final class XdrReader {

    private static final int UNIT = 4;

    private final ByteBuffer bytes;

    public XdrReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(requireNonNull(bytes, "bytes is null"));
    }

    /** Four bytes. */
    public int integer() throws XdrException {
        require(UNIT);
        return bytes.getInt();
    }

    /** Four bytes, taken as a number that is not negative. */
    public long unsigned() throws XdrException {
        return Integer.toUnsignedLong(integer());
    }

    /** A boolean, which is 0 or 1 and nothing else. */
    public boolean bool() throws XdrException {
        int value = integer();
        if (value != 0 && value != 1) {
            throw new XdrException("a boolean of " + Integer.toUnsignedString(value));
        }
        return value == 1;
    }

    /** Bytes with their number before them, of which there may be up to {@code most}. */
    public byte[] opaque(int most) throws XdrException {
        long length = unsigned();
        if (length > most) {
            throw new XdrException(length + " bytes where at most " + most + " are allowed");
        }
        int size = (int) length;
        require(size + padding(size));
        byte[] value = new byte[size];
        bytes.get(value);
        bytes.position(bytes.position() + padding(size));
        return value;
    }

    /** Text of up to {@code most} bytes. What is no UTF-8 in it is replaced. */
    public String string(int most) throws XdrException {
        return new String(opaque(most), StandardCharsets.UTF_8);
    }

    /** How many bytes are left. */
    public int remaining() {
        return bytes.remaining();
    }

    /** How many bytes fill up a value of this length to whole units. */
    static int padding(int length) {
        return (UNIT - length % UNIT) % UNIT;
    }

    private void require(int size) throws XdrException {
        if (bytes.remaining() < size) {
            throw new XdrException("ends " + (size - bytes.remaining()) + " bytes too early");
        }
    }
}
