package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

/** What a server said to a call (RFC 5531, section 9). Any of these proves that it lives. */
public sealed interface RpcReply {

    /** What it says, in a few words. */
    String words();

    /** The call was carried out. */
    record Success(XdrReader results) implements RpcReply {
        public Success {
            requireNonNull(results, "results is null");
        }

        @Override
        public String words() {
            return "carried out";
        }
    }

    /** The server has the program, but only in these versions. */
    record OtherVersions(long lowest, long highest) implements RpcReply {

        /** Whether it has this one. */
        public boolean include(int version) {
            return lowest <= version && version <= highest;
        }

        @Override
        public String words() {
            return "serves only versions " + lowest + " to " + highest;
        }
    }

    /** The server declined, and why in its own words. */
    record Declined(String words) implements RpcReply {
        public Declined {
            requireNonNull(words, "words is null");
        }
    }

    int MESSAGE_TYPE = 1;

    /** Reads the reply to the call with this number. Bytes that are anything else are an exception. */
    static RpcReply decode(byte[] message, int xid) throws XdrException {
        XdrReader reader = new XdrReader(message);
        int answered = reader.integer();
        if (answered != xid) {
            throw new XdrException("it answers a call that was not made");
        }
        int type = reader.integer();
        if (type != MESSAGE_TYPE) {
            throw new XdrException("it is not a reply but a message of type " + Integer.toUnsignedString(type));
        }
        return reader.bool() ? ReplyBody.denied(reader) : ReplyBody.accepted(reader);
    }
}
