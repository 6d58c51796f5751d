package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
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

    ServerExchange {
        requireNonNull(target, "target is null");
        requireNonNull(address, "address is null");
        requireNonNull(nanos, "nanos is null");
    }

    /**
     * Asks.
     *
     * @param untilAlive by when the address has to give its first reply
     * @param untilEnd by when everything is over
     */
    ProbeResult run(Deadline untilAlive, Deadline untilEnd) throws RpcFailure {
        long start = nanos.getAsLong();
        try (ReopeningConnection nfs = new ReopeningConnection(address)) {
            NfsVersion asked = firstVersion();
            RpcReply reply = nfs.call(
                    RpcProcedure.nullOf(Services.NFS, asked.number()), RpcCredential.NONE, new XdrWriter(), untilAlive);
            Duration latency = Duration.ofNanos(nanos.getAsLong() - start);
            Optional<NfsVersion> spoken = spoken(asked, reply);
            List<ExportCheck> exports = spoken.map(
                            version -> new ExportChecks(inquiry(version, nfs)).run(target.exports(), untilEnd))
                    .orElseGet(() -> notAsked(reply));
            return exports.stream().anyMatch(ExportCheck::isGone)
                    ? new ProbeResult.ExportMissing(latency, spoken, exports)
                    : new ProbeResult.Reachable(latency, spoken, exports);
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

    private ExportInquiry inquiry(NfsVersion version, ReopeningConnection nfs) {
        Version3Inquiry three = new Version3Inquiry(
                nfs, new MountService(address.getAddress(), target.mountPort(), MountService.PORT_MAPPER_PORT));
        return switch (version) {
            case V3 -> three;
            case V4 ->
                target.protocol() == NfsProtocol.AUTO
                        ? new EitherInquiry(new Version4Inquiry(nfs), three)
                        : new Version4Inquiry(nfs);
        };
    }

    private List<ExportCheck> notAsked(RpcReply reply) {
        return target.exports().stream()
                .map(path -> new ExportCheck(path, ExportState.NOT_CHECKED, reply.words()))
                .toList();
    }
}
