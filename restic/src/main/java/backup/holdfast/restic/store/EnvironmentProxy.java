package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy restic would go through, told from {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} in either case. Never one for
 * this machine itself.
 */
final class EnvironmentProxy {

    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        this.environment = requireNonNull(environment, "environment is null");
    }

    /** The proxy's address; without a scheme in the variable it is {@code http}. Throws {@link IllegalArgumentException} for none. */
    Optional<URI> of(URI endpoint) {
        String value = variable(endpoint.getScheme().toUpperCase(Locale.ROOT) + "_PROXY");
        if (value.isEmpty() || isDirect(endpoint)) {
            return Optional.empty();
        }
        URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
        if (proxy.getHost() == null) {
            throw new IllegalArgumentException("no host");
        }
        return Optional.of(proxy);
    }

    private boolean isDirect(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        Optional<NetworkRange> address = NetworkRange.parse(host);
        if (host.equals("localhost") || address.map(NetworkRange::isLoopback).orElse(false)) {
            return true;
        }
        for (String entry : variable("NO_PROXY").split(",", -1)) {
            if (matches(entry.strip().toLowerCase(Locale.ROOT), host, endpoint.getPort(), address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String entry, String host, int port, Optional<NetworkRange> address) {
        if (entry.isEmpty()) {
            return false;
        }
        if (entry.equals("*")) {
            return true;
        }
        Optional<NetworkRange> range = NetworkRange.parse(entry);
        if (range.isPresent()) {
            return address.isPresent() && range.get().contains(address.get());
        }
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && !entry.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        String name = colon > 0 ? entry.substring(0, colon) : entry;
        if (name.startsWith("*.")) {
            name = name.substring(1);
        }
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : value;
    }
}
