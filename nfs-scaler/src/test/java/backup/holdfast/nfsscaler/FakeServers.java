package backup.holdfast.nfsscaler;

import backup.holdfast.nfsscaler.probe.HostLookup;
import backup.holdfast.nfsscaler.probe.NfsProbe;
import backup.holdfast.nfsscaler.probe.NfsServer;
import backup.holdfast.nfsscaler.probe.ProbeLimits;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import backup.holdfast.nfsscaler.probe.UnknownReason;
import backup.holdfast.nfsscaler.probe.UnreachableReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** NFS servers, by their host: all live unless said otherwise. And a name service that knows what it is told. */
final class FakeServers implements NfsProbe, HostLookup {

    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final Set<String> unclear = ConcurrentHashMap.newKeySet();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> probes = new ConcurrentHashMap<>();

    @Override
    public ProbeResult probe(NfsServer target, ProbeLimits limits) {
        probes.computeIfAbsent(target.host(), host -> new AtomicInteger()).incrementAndGet();
        if (dead.contains(target.host())) {
            return new ProbeResult.Unreachable(UnreachableReason.REPLY_TIMED_OUT, "frozen");
        }
        if (unclear.contains(target.host())) {
            return new ProbeResult.Unknown(UnknownReason.NOT_TRIED, "no idea");
        }
        return new ProbeResult.Reachable(Duration.ofMillis(2), Optional.empty(), List.of());
    }

    @Override
    public List<InetAddress> addresses(String host, Duration limit) throws UnknownHostException {
        if (host.matches("[0-9.]+")) {
            return List.of(InetAddress.getByName(host));
        }
        String address = names.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.getByName(address));
    }

    void name(String host, String address) {
        names.put(host, address);
    }

    void kill(String host) {
        unclear.remove(host);
        dead.add(host);
    }

    void blur(String host) {
        unclear.add(host);
    }

    void revive(String host) {
        dead.remove(host);
        unclear.remove(host);
    }

    int probes(String host) {
        return probes.getOrDefault(host, new AtomicInteger()).get();
    }
}
