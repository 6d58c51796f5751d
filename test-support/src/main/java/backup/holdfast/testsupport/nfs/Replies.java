package backup.holdfast.testsupport.nfs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Messages as servers send them, put together by hand so that the client's own code is not its only judge. */
public final class Replies {

    public static final int ACCEPTED = 0;
    public static final int DENIED = 1;

    private Replies() {}

    /** Reads one call of one fragment and returns its body. */
    public static ByteBuffer readCall(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        byte[] call = new byte[data.readInt() & 0x7fff_ffff];
        data.readFully(call);
        return ByteBuffer.wrap(call);
    }

    /** A call's number. */
    public static int xid(ByteBuffer call) {
        return call.getInt(0);
    }

    /** A reply of one fragment: its number, the message type, then these words. */
    public static byte[] reply(int xid, int... words) {
        ByteBuffer reply = ByteBuffer.allocate(4 + 8 + 4 * words.length);
        reply.putInt(0x8000_0000 | reply.capacity() - 4).putInt(xid).putInt(1);
        for (int word : words) {
            reply.putInt(word);
        }
        return reply.array();
    }

    /** A successful reply without results. */
    public static byte[] success(int xid) {
        return reply(xid, ACCEPTED, 0, 0, 0);
    }
}
