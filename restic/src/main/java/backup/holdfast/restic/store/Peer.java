package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation.Transport;
import java.util.function.UnaryOperator;

/**
 * Who is spoken to and by which way, as far as it takes to say why that failed.
 *
 * @param mask takes the credentials out of a text: errors quote what they refuse
 */
record Peer(Transport transport, String host, int port, Route route, UnaryOperator<String> mask) {

    Peer {
        requireNonNull(transport, "transport is null");
        requireNonNull(host, "host is null");
        requireNonNull(route, "route is null");
        requireNonNull(mask, "mask is null");
    }

    String endpoint() {
        return host + ":" + port;
    }

    boolean isPlain() {
        return transport == Transport.HTTP;
    }
}
