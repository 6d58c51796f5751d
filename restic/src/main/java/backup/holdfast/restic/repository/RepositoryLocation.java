package backup.holdfast.restic.repository;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Where a repository is, read from the text of {@code RESTIC_REPOSITORY} by restic's own rules and without its credentials.
 * Two texts that restic takes to the same place are equal here as far as that can be told from the text.
 */
public sealed interface RepositoryLocation {

    /** Reads a location. Throws {@link MalformedLocationException} if restic would not accept it. */
    static RepositoryLocation parse(String text) {
        return LocationParser.parse(text);
    }

    /** As restic would accept it, normalised and without user names and passwords. Safe to show. */
    String withoutCredentials();

    /** What a failure to reach it is counted against: {@code host:port}, a path, or the service where that is all we know. */
    String endpoint();

    /** SHA-256 of {@link #withoutCredentials()}, in hexadecimal digits: the same repository has the same one in every run. */
    default String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(withoutCredentials().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** How a store is spoken to. */
    enum Transport {
        HTTP(80),
        HTTPS(443);

        private final int defaultPort;

        Transport(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        int defaultPort() {
            return defaultPort;
        }

        String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A bucket of an S3 service; {@code prefix} is empty or has neither a leading nor a trailing slash. */
    record S3(Transport transport, String host, int port, String bucket, String prefix) implements RepositoryLocation {
        public S3 {
            requireNonNull(transport, "transport is null");
            requireNonNull(host, "host is null");
            requireNonNull(bucket, "bucket is null");
            requireNonNull(prefix, "prefix is null");
        }

        @Override
        public String withoutCredentials() {
            String authority = port == transport.defaultPort() ? host : host + ":" + port;
            String path = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
            return "s3:" + transport.scheme() + "://" + authority + "/" + path;
        }

        @Override
        public String endpoint() {
            return host + ":" + port;
        }
    }

    /** A directory restic sees, perhaps on a network file system. */
    record Local(String path) implements RepositoryLocation {
        public Local {
            requireNonNull(path, "path is null");
        }

        @Override
        public String withoutCredentials() {
            return path;
        }

        @Override
        public String endpoint() {
            return path;
        }
    }

    /** restic's own REST server; {@code path} starts and ends with a slash. */
    record Rest(Transport transport, String host, int port, String path) implements RepositoryLocation {
        public Rest {
            requireNonNull(transport, "transport is null");
            requireNonNull(host, "host is null");
            requireNonNull(path, "path is null");
        }

        @Override
        public String withoutCredentials() {
            String authority = port == transport.defaultPort() ? host : host + ":" + port;
            return "rest:" + transport.scheme() + "://" + authority + path;
        }

        @Override
        public String endpoint() {
            return host + ":" + port;
        }
    }

    /** A directory behind SSH. A relative path belongs to a user's home, so that user is part of the place. */
    record Sftp(String user, String host, int port, String path) implements RepositoryLocation {

        static final int DEFAULT_PORT = 22;

        public Sftp {
            requireNonNull(user, "user is null");
            requireNonNull(host, "host is null");
            requireNonNull(path, "path is null");
        }

        @Override
        public String withoutCredentials() {
            String owner = path.startsWith("/") || user.isEmpty() ? "" : user + "@";
            String authority = port == DEFAULT_PORT ? host : host + ":" + port;
            return "sftp://" + owner + authority + "/" + path;
        }

        @Override
        public String endpoint() {
            return host + ":" + port;
        }
    }

    /** A container of a service whose address is in the environment or fixed. */
    record Container(Service service, String name, String prefix) implements RepositoryLocation {
        public Container {
            requireNonNull(service, "service is null");
            requireNonNull(name, "name is null");
            requireNonNull(prefix, "prefix is null");
        }

        @Override
        public String withoutCredentials() {
            return service.scheme() + ":" + name + ":/" + prefix;
        }

        @Override
        public String endpoint() {
            return service.endpoint();
        }
    }

    /** The object services restic names by scheme. */
    enum Service {
        B2("b2", "api.backblazeb2.com:443"),
        AZURE("azure", "azure"),
        GOOGLE("gs", "storage.googleapis.com:443"),
        SWIFT("swift", "swift");

        private final String scheme;
        private final String endpoint;

        Service(String scheme, String endpoint) {
            this.scheme = scheme;
            this.endpoint = endpoint;
        }

        String scheme() {
            return scheme;
        }

        String endpoint() {
            return endpoint;
        }
    }

    /** Anything rclone knows, by the name of its remote. */
    record Rclone(String remote, String path) implements RepositoryLocation {
        public Rclone {
            requireNonNull(remote, "remote is null");
            requireNonNull(path, "path is null");
        }

        @Override
        public String withoutCredentials() {
            return "rclone:" + remote + ":" + path;
        }

        @Override
        public String endpoint() {
            return "rclone:" + remote;
        }
    }
}
