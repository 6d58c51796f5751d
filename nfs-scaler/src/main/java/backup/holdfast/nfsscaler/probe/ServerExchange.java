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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One probe of one address. */
record ServerExchange(NfsServer target, InetSocketAddress address, LongSupplier nanos) {

    private static final int NFS_PROGRAM = 100_003;

    ServerExchange {
        requireNonNull(target, "target is null");
        requireNonNull(address, "address is null");
        requireNonNull(nanos, "nanos is null");
    }

    /**
     * Asks.
     *
     * @param untilAlive by when the address has to give its first reply
     */
    ProbeResult run(Deadline untilAlive) throws RpcFailure {
        long start = nanos.getAsLong();
        try (RpcConnection connection = RpcConnection.open(address, untilAlive)) {
            NfsVersion asked = firstVersion();
            RpcReply reply = connection.call(
                    RpcProcedure.nullOf(NFS_PROGRAM, asked.number()), RpcCredential.NONE, new XdrWriter(), untilAlive);
            Duration latency = Duration.ofNanos(nanos.getAsLong() - start);
            Optional<NfsVersion> spoken = spoken(asked, reply);
            List<ExportCheck> exports = target.exports().stream()
                    .map(path -> new ExportCheck(path, ExportState.NOT_CHECKED, "not asked for"))
                    .toList();
            return new ProbeResult.Reachable(latency, spoken, exports);
        }
    }

    private NfsVersion firstVersion() {
        return switch (target.protocol()) {
            case AUTO, V4 -> NfsVersion.V4;
            case V3 -> NfsVersion.V3;
        };
    }

    private Optional<NfsVersion> spoken(NfsVersion asked, RpcReply reply) {
        if (reply instanceof RpcReply.Success) {
            return Optional.of(asked);
        }
        boolean fallBack = target.protocol() == NfsProtocol.AUTO
                && reply instanceof RpcReply.OtherVersions others
                && others.include(NfsVersion.V3.number());
        return fallBack ? Optional.of(NfsVersion.V3) : Optional.empty();
    }
}
