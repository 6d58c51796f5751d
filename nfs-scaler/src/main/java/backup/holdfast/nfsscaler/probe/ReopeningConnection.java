package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcConnection;
import backup.holdfast.nfsscaler.probe.rpc.RpcCredential;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.nfsscaler.probe.rpc.RpcReply;
import backup.holdfast.nfsscaler.probe.rpc.XdrWriter;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A connection that is opened by the first call, and opened anew by the call after one that failed. */
final class ReopeningConnection implements AutoCloseable {

    private final InetSocketAddress address;
    private Optional<RpcConnection> open = Optional.empty();

    ReopeningConnection(InetSocketAddress address) {
        this.address = requireNonNull(address, "address is null");
    }

    RpcReply call(RpcProcedure procedure, RpcCredential credential, XdrWriter arguments, Deadline deadline)
            throws RpcFailure {
        RpcConnection connection = open.isPresent() ? open.get() : RpcConnection.open(address, deadline);
        open = Optional.of(connection);
        try {
            return connection.call(procedure, credential, arguments, deadline);
        } catch (RpcFailure e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        open.ifPresent(RpcConnection::close);
        open = Optional.empty();
    }
}
