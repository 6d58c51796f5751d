package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * A server to probe.
 *
 * @param name what the user calls it
 * @param host its name or address
 * @param port of NFS itself, over TCP
 * @param mountPort of the mount service, for version 3 only; without it the server's port mapper (port 111) is asked
 * @param exports absolute paths to look for, as a client would mount them; may be empty
 */
public record NfsServer(
        String name, String host, int port, NfsProtocol protocol, OptionalInt mountPort, List<String> exports) {

    /** Where NFS servers listen unless somebody moved them. */
    public static final int DEFAULT_PORT = 2049;

    private static final int HIGHEST_PORT = 65_535;

    public NfsServer {
        requireNonNull(name, "name is null");
        requireNonNull(host, "host is null");
        requireNonNull(protocol, "protocol is null");
        requireNonNull(mountPort, "mountPort is null");
        exports = List.copyOf(exports);
        if (host.isBlank()) {
            throw new IllegalArgumentException("host of server " + name + " is blank: give its name or address");
        }
        requirePort(port);
        mountPort.ifPresent(NfsServer::requirePort);
        for (String export : exports) {
            if (!export.startsWith("/")) {
                throw new IllegalArgumentException("export " + export + " does not start with a slash");
            }
        }
        if (new HashSet<>(exports).size() < exports.size()) {
            throw new IllegalArgumentException("server " + name + " names an export twice: " + exports);
        }
    }

    /** A server at the usual port, asked in whatever version it speaks. */
    public static NfsServer of(String name, String host, String... exports) {
        return new NfsServer(name, host, DEFAULT_PORT, NfsProtocol.AUTO, OptionalInt.empty(), List.of(exports));
    }

    /** The same at another port. */
    public NfsServer withPort(int other) {
        return new NfsServer(name, host, other, protocol, mountPort, exports);
    }

    /** The same with the mount service at this port. */
    public NfsServer withMountPort(int other) {
        return new NfsServer(name, host, port, protocol, OptionalInt.of(other), exports);
    }

    /** The same asked in this version. */
    public NfsServer withProtocol(NfsProtocol other) {
        return new NfsServer(name, host, port, other, mountPort, exports);
    }

    private static void requirePort(int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }
}
