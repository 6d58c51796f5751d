package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.crds.nfs.NfsMount;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.crds.nfs.NfsServer;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.replication.state.Hold;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something of a run that is on an NFS server.
 *
 * @param what in words, such as {@code PersistentVolumeClaim default/photos}
 */
record NfsNeed(String what, NfsMount mount) {
    NfsNeed {
        requireNonNull(what, "what is null");
        requireNonNull(mount, "mount is null");
    }

    /** The hold of the first server that is known to be down; a server never seen, or of a scaler with an invalid spec, holds nothing. */
    Optional<Hold> heldBy(NfsScaler scaler) {
        if (!isAccepted(scaler)) {
            return Optional.empty();
        }
        NfsScalerStatus status = scaler.getStatus();
        List<NamedServer> servers = scaler.getSpec().servers().stream()
                .map(server -> NamedServer.of(server, addresses(status, server)))
                .toList();
        // What the scaler resolved is enough for mounts by address. Other names are not looked up here: that can take
        // long.
        return NamedServer.of(mount, servers, address -> Set.of(address)).stream()
                .filter(server -> isDown(status, server))
                .findFirst()
                .map(server ->
                        Hold.byServerDown(server.name(), scaler.getMetadata().getName(), what));
    }

    /** With a spec that is refused nothing is probed, and its status is of yesterday. */
    private static boolean isAccepted(NfsScaler scaler) {
        return scaler.getStatus().conditions().stream()
                .anyMatch(condition ->
                        ConditionTypes.READY.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static Set<String> addresses(NfsScalerStatus status, NfsServer server) {
        return status.server(server.name())
                .map(known -> Set.copyOf(known.addresses()))
                .orElse(Set.of());
    }

    private static boolean isDown(NfsScalerStatus status, NamedServer server) {
        return status.server(server.name())
                .filter(known -> ServerStatus.DOWN.equals(known.state()))
                .isPresent();
    }
}
