package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcConnection;
import backup.holdfast.nfsscaler.probe.rpc.RpcCredential;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.nfsscaler.probe.rpc.RpcReply;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;
import backup.holdfast.nfsscaler.probe.rpc.XdrWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The service that gives out the handles of exports in version 3 (RFC 1813, section 5), found through the port mapper (RFC 1833) unless its
 * port is known.
 */
record MountService(InetAddress host, OptionalInt knownPort, int portMapperPort) {

    /** Where every port mapper is. */
    static final int PORT_MAPPER_PORT = 111;

    static final int VERSION = 3;
    private static final RpcProcedure GETPORT = new RpcProcedure(Services.PORT_MAPPER, 2, 3);
    private static final RpcProcedure MOUNT = new RpcProcedure(Services.MOUNT, VERSION, 1);
    private static final RpcProcedure UNMOUNT = new RpcProcedure(Services.MOUNT, VERSION, 3);
    private static final int TCP = 6;
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_HANDLE = 64;

    MountService {
        requireNonNull(host, "host is null");
        requireNonNull(knownPort, "knownPort is null");
    }

    /**
     * What it said of a path.
     *
     * @param handle as it is written, length and all; if there is one, NFS still has to be asked
     */
    record Answer(ExportState state, String words, Optional<XdrWriter> handle) {
        Answer {
            requireNonNull(state, "state is null");
            requireNonNull(words, "words is null");
            requireNonNull(handle, "handle is null");
        }

        static Answer without(ExportState state, String words) {
            return new Answer(state, words, Optional.empty());
        }
    }

    /** Asks for the handle, and takes back at once that it was mounted. */
    Answer mount(String path, Deadline deadline) throws RpcFailure, XdrException {
        OptionalInt port = knownPort.isPresent() ? knownPort : lookUpPort(deadline);
        if (port.isEmpty()) {
            return Answer.without(ExportState.NOT_CHECKED, "the port mapper knows none");
        }
        try (RpcConnection connection = RpcConnection.open(new InetSocketAddress(host, port.getAsInt()), deadline)) {
            RpcReply reply = connection.call(MOUNT, RpcCredential.SYSTEM, new XdrWriter().string(path), deadline);
            if (!(reply instanceof RpcReply.Success success)) {
                return Answer.without(ExportState.NOT_CHECKED, reply.words());
            }
            NfsStatus status = new NfsStatus(success.results().integer());
            if (status.code() == NfsStatus.OK) {
                byte[] handle = success.results().opaque(LONGEST_HANDLE);
                unmount(connection, path, deadline);
                return new Answer(ExportState.NOT_CHECKED, "mounted", Optional.of(new XdrWriter().opaque(handle)));
            }
            return status.isRefusal()
                    ? refused(path, ExportList.fetch(connection, deadline))
                    : Answer.without(status.state(), status.words());
        }
    }

    private OptionalInt lookUpPort(Deadline deadline) throws RpcFailure, XdrException {
        InetSocketAddress address = new InetSocketAddress(host, portMapperPort);
        try (RpcConnection connection = RpcConnection.open(address, deadline)) {
            XdrWriter question = new XdrWriter()
                    .integer(Services.MOUNT)
                    .integer(VERSION)
                    .integer(TCP)
                    .integer(0);
            RpcReply reply = connection.call(GETPORT, RpcCredential.NONE, question, deadline);
            if (!(reply instanceof RpcReply.Success success)) {
                return OptionalInt.empty();
            }
            long port = success.results().unsigned();
            return port < 1 || port > HIGHEST_PORT ? OptionalInt.empty() : OptionalInt.of((int) port);
        }
    }

    /** Keeps the server's list of clients clean. It is of no other use, so its failure is none of ours. */
    private static void unmount(RpcConnection connection, String path, Deadline deadline) {
        try {
            connection.call(UNMOUNT, RpcCredential.SYSTEM, new XdrWriter().string(path), deadline);
        } catch (RpcFailure e) {
            // The handle is good all the same.
        }
    }

    /** Mount services refuse what they do not export just as they refuse whom they do not trust. Their list tells the two apart. */
    private static Answer refused(String path, ExportList exported) {
        return switch (exported.standing(path)) {
            case LISTED -> Answer.without(ExportState.PRESENT, "it refuses us but lists it");
            case NOT_LISTED -> Answer.without(ExportState.MISSING, "it refuses it and does not list it");
            case UNCLEAR -> Answer.without(ExportState.NOT_CHECKED, "it refuses us");
        };
    }
}
