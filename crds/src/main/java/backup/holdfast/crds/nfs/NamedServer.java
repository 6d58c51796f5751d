package backup.holdfast.crds.nfs;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A server under all that a mount can call it.
 *
 * @param name what it is called in its NfsScaler
 * @param hosts its host and aliases
 * @param addresses what those resolve to
 * @param exports which tell apart two servers on one host
 */
public record NamedServer(String name, List<String> hosts, Set<String> addresses, List<String> exports) {

    public NamedServer {
        requireNonNull(name, "name is null");
        hosts = hosts.stream().map(NamedServer::plain).toList();
        addresses = Set.copyOf(addresses);
        exports = List.copyOf(exports);
    }

    public static NamedServer of(NfsServer server, Set<String> addresses) {
        return new NamedServer(
                server.name(),
                Stream.concat(Stream.of(server.host()), server.aliases().stream())
                        .toList(),
                addresses,
                server.exports());
    }

    /**
     * Which of the servers a mount is from. Of several on one host, those with an export that holds the path; all of them when none
     * does.
     *
     * @param addressesOf what a host resolves to; empty when that is not known
     */
    public static List<NamedServer> of(
            NfsMount mount, List<NamedServer> servers, Function<String, Set<String>> addressesOf) {
        String host = plain(mount.server());
        List<NamedServer> byName =
                servers.stream().filter(it -> it.hosts.contains(host)).toList();
        List<NamedServer> found = byName;
        if (byName.isEmpty()) {
            Set<String> addresses = addressesOf.apply(host);
            found = servers.stream()
                    .filter(it -> !Collections.disjoint(it.addresses, addresses))
                    .toList();
        }
        if (found.size() < 2) {
            return found;
        }
        List<NamedServer> byExport = found.stream()
                .filter(it -> it.exports.stream().anyMatch(mount::isBelow))
                .toList();
        return byExport.isEmpty() ? found : byExport;
    }

    /** DNS names have no case and may end in a dot; IPv6 addresses may stand in brackets. */
    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "").replaceAll("^\\[|]$", "");
    }
}
