package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The probe that really asks: TCP, an RPC NULL call, then each export. A host with several addresses is reachable if one of them answers;
 * they are tried one after the other, each with its share of the time that is left.
 */
public final class RpcNfsProbe implements NfsProbe {

    private static final int MOST_ADDRESSES = 4;

    private final HostLookup hosts;
    private final LongSupplier nanos;

    /**
     * Makes one.
     *
     * @param nanos a clock that only ever goes forward, such as {@link System#nanoTime}
     */
    public RpcNfsProbe(HostLookup hosts, LongSupplier nanos) {
        this.hosts = requireNonNull(hosts, "hosts is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** The probe as it is used in earnest. */
    public static RpcNfsProbe ofThisMachine() {
        return new RpcNfsProbe(new SystemHostLookup(), System::nanoTime);
    }

    @Override
    public ProbeResult probe(NfsServer target, ProbeLimits limits) {
        try {
            Deadline deadline = Deadline.in(limits.timeout(), nanos);
            List<InetAddress> addresses = hosts.addresses(target.host(), deadline.remaining()).stream()
                    .limit(MOST_ADDRESSES)
                    .toList();
            return firstAnswer(target, addresses, deadline);
        } catch (UnknownHostException e) {
            return new ProbeResult.Unknown(UnknownReason.NAME_NOT_RESOLVED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ProbeResult.Unknown(UnknownReason.STOPPED, "while its name was looked up");
        } catch (RuntimeException e) {
            return new ProbeResult.Unknown(UnknownReason.PROBE_FAILED, e.toString());
        }
    }

    private ProbeResult firstAnswer(NfsServer target, List<InetAddress> addresses, Deadline deadline) {
        ProbeResult failure = new ProbeResult.Unknown(UnknownReason.NAME_NOT_RESOLVED, "it has no address");
        for (int i = 0; i < addresses.size(); i++) {
            InetSocketAddress address = new InetSocketAddress(addresses.get(i), target.port());
            try {
                return new ServerExchange(target, address, nanos).run(deadline.share(addresses.size() - i), deadline);
            } catch (RpcFailure e) {
                ProbeResult result = withoutReply(e);
                if (Thread.currentThread().isInterrupted()) {
                    return new ProbeResult.Unknown(UnknownReason.STOPPED, e.detail());
                }
                // One address that could be tried says more than any number that could not.
                if (!(failure instanceof ProbeResult.Unreachable)) {
                    failure = result;
                }
            }
        }
        return failure;
    }

    private static ProbeResult withoutReply(RpcFailure failure) {
        return switch (failure.kind()) {
            case REFUSED -> unreachable(UnreachableReason.REFUSED, failure);
            case CONNECT_TIMED_OUT -> unreachable(UnreachableReason.CONNECT_TIMED_OUT, failure);
            case NO_ROUTE -> unreachable(UnreachableReason.NO_ROUTE, failure);
            case REPLY_TIMED_OUT -> unreachable(UnreachableReason.REPLY_TIMED_OUT, failure);
            case CLOSED -> unreachable(UnreachableReason.CLOSED_EARLY, failure);
            case NOT_RPC -> unreachable(UnreachableReason.NOT_RPC, failure);
            case NOT_TRIED -> new ProbeResult.Unknown(UnknownReason.NOT_TRIED, failure.detail());
            case INTERRUPTED -> new ProbeResult.Unknown(UnknownReason.STOPPED, failure.detail());
        };
    }

    private static ProbeResult unreachable(UnreachableReason reason, RpcFailure failure) {
        return new ProbeResult.Unreachable(reason, failure.detail());
    }
}
