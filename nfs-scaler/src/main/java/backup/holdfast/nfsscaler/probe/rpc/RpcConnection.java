package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.RpcFailure.Kind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** A connection to an RPC server, for one call at a time. */
public final class RpcConnection implements AutoCloseable {

    private final TimedChannel channel;
    private final RecordMarking records;
    private int nextXid = ThreadLocalRandom.current().nextInt();

    private RpcConnection(TimedChannel channel) {
        this.channel = requireNonNull(channel, "channel is null");
        this.records = new RecordMarking(channel);
    }

    /** Connects to a resolved address. */
    public static RpcConnection open(InetSocketAddress address, Deadline deadline) throws RpcFailure {
        return new RpcConnection(TimedChannel.connect(address, deadline));
    }

    /** Makes a call and waits for its reply. After a failure the connection is of no more use. */
    public RpcReply call(RpcProcedure procedure, RpcCredential credential, XdrWriter arguments, Deadline deadline)
            throws RpcFailure {
        int xid = nextXid++;
        records.write(new RpcCall(xid, procedure, credential, arguments).encode(), deadline);
        try {
            return RpcReply.decode(records.read(deadline), xid);
        } catch (XdrException e) {
            throw new RpcFailure(Kind.NOT_RPC, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    /** Messages on a stream (RFC 5531, section 11): fragments, each with its length before it. */
    private record RecordMarking(TimedChannel channel) {

        private static final int LAST = 0x8000_0000;
        private static final int LONGEST_MESSAGE = 256 * 1024;
        private static final int MOST_FRAGMENTS = 1024;

        void write(byte[] message, Deadline deadline) throws RpcFailure {
            channel.write(
                    ByteBuffer.allocate(Integer.BYTES + message.length)
                            .putInt(message.length | LAST)
                            .put(message)
                            .flip(),
                    deadline);
        }

        byte[] read(Deadline deadline) throws XdrException, RpcFailure {
            byte[] message = new byte[0];
            for (int fragment = 0; fragment < MOST_FRAGMENTS; fragment++) {
                ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
                channel.read(header, deadline);
                int marked = header.getInt(0);
                int length = marked & ~LAST;
                if (length > LONGEST_MESSAGE - message.length) {
                    throw new XdrException("a message of more than " + LONGEST_MESSAGE + " bytes");
                }
                ByteBuffer whole = ByteBuffer.allocate(message.length + length).put(message);
                channel.read(whole, deadline);
                message = whole.array();
                if ((marked & LAST) != 0) {
                    return message;
                }
            }
            throw new XdrException("a message of more than " + MOST_FRAGMENTS + " fragments");
        }
    }
}
