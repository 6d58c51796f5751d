package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcConnection;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A machine, such as the router, that we can reach by TCP as long as our own network is whole. Whether it takes the connection or refuses it
 * makes no difference: either way it answered.
 */
public final class HostWitness implements Witness {

    private final String host;
    private final int port;
    private final HostLookup hosts;
    private final LongSupplier nanos;

    /**
     * Makes one.
     *
     * @param nanos a clock that only ever goes forward, such as {@link System#nanoTime}
     */
    public HostWitness(String host, int port, HostLookup hosts, LongSupplier nanos) {
        this.host = requireNonNull(host, "host is null");
        this.port = port;
        this.hosts = requireNonNull(hosts, "hosts is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    @Override
    public Optional<String> cutOff(Duration limit) {
        Deadline deadline = Deadline.in(limit, nanos);
        try {
            InetAddress address = hosts.addresses(host, limit).get(0);
            RpcConnection.open(new InetSocketAddress(address, port), deadline).close();
            return Optional.empty();
        } catch (RpcFailure e) {
            return switch (e.kind()) {
                case REFUSED, CLOSED -> Optional.empty();
                case CONNECT_TIMED_OUT, NO_ROUTE, NOT_TRIED, REPLY_TIMED_OUT, NOT_RPC, INTERRUPTED ->
                    unreachable(e.detail());
            };
        } catch (UnknownHostException e) {
            return unreachable(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unreachable("interrupted");
        }
    }

    private Optional<String> unreachable(String detail) {
        return Optional.of("the witness " + host + " at port " + port + " cannot be reached either: " + detail);
    }
}
