package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whether anybody is there at the address of a repository. It knows no password and no key: any answer that is no server error counts, a
 * refusal most of all. Goes there directly, past proxies.
 */
public final class EndpointProbe {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final int LONGEST_GREETING = 64;

    private final Duration patience;

    /** @param patience for connecting, and again for the answer */
    public EndpointProbe(Duration patience) {
        this.patience = requireNonNull(patience, "patience is null");
    }

    /** What was found. */
    public enum Answer {
        THERE,
        /** No connection, no answer in time, or an error of the server. */
        SILENT,
        /** A folder of the mover, or a service whose address only restic knows. */
        CANNOT_ASK
    }

    private record Door(String host, int port, Manner manner) {}

    private enum Manner {
        HTTP,
        HTTPS,
        SSH
    }

    public Answer ask(RepositoryLocation location) {
        return door(location)
                .map(door -> isAnswered(door) ? Answer.THERE : Answer.SILENT)
                .orElse(Answer.CANNOT_ASK);
    }

    private static Optional<Door> door(RepositoryLocation location) {
        if (location instanceof RepositoryLocation.S3 s3) {
            return Optional.of(new Door(s3.host(), s3.port(), manner(s3.transport())));
        }
        if (location instanceof RepositoryLocation.Rest rest) {
            return Optional.of(new Door(rest.host(), rest.port(), manner(rest.transport())));
        }
        if (location instanceof RepositoryLocation.Sftp sftp) {
            return Optional.of(new Door(sftp.host(), sftp.port(), Manner.SSH));
        }
        return Optional.empty();
    }

    private static Manner manner(Transport transport) {
        return switch (transport) {
            case HTTP -> Manner.HTTP;
            case HTTPS -> Manner.HTTPS;
        };
    }

    private boolean isAnswered(Door door) {
        // Unbracketed: an IPv6 address stands in brackets in a URL alone.
        String host = door.host().replaceAll("^\\[|]$", "");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, door.port()), millis());
            socket.setSoTimeout(millis());
            return switch (door.manner()) {
                case SSH -> greeting(socket).startsWith("SSH-");
                case HTTP -> isServed(socket, door);
                case HTTPS -> {
                    try (SSLSocket secure = secured(socket, host, door.port())) {
                        secure.startHandshake();
                        yield isServed(secure, door);
                    }
                }
            };
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isServed(Socket socket, Door door) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + door.host() + ":" + door.port()
                + "\r\nUser-Agent: holdfast\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(greeting(socket));
        return status.lookingAt() && !status.group(1).startsWith("5");
    }

    /** The first bytes that come: a line, or as much of it as tells. */
    private static String greeting(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[LONGEST_GREETING];
        int read = 0;
        while (read < bytes.length) {
            int more = in.read(bytes, read, bytes.length - read);
            if (more < 0) {
                break;
            }
            read += more;
            String sofar = new String(bytes, 0, read, StandardCharsets.US_ASCII);
            if (sofar.indexOf('\n') >= 0 || STATUS.matcher(sofar).lookingAt()) {
                return sofar;
            }
        }
        return new String(bytes, 0, read, StandardCharsets.US_ASCII);
    }

    private static SSLSocket secured(Socket plain, String host, int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnybodyThere()}, null);
            return (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    private int millis() {
        return Math.toIntExact(patience.toMillis());
    }

    /** Nothing is told and nothing is believed here but that somebody is there: whose certificate that is, restic looks at. */
    private static final class AnybodyThere implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
