package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3Proxy in this JVM, at a free port of 127.0.0.1, with its buckets as folders. Checks signatures. Can be stopped and started again at the
 * same address with the same objects. It knows no versioning, lifecycle or object lock.
 */
public final class S3ProxyServer implements S3TestServer {

    // They guard nothing: the server listens on the loopback address and holds test data.
    private static final String ACCESS_KEY = "holdfast-access";
    private static final String SECRET_KEY = "holdfast-secret";

    private final Path folder;
    private final int port;
    private Optional<S3Proxy> running;

    private S3ProxyServer(Path folder, S3Proxy proxy, int port) {
        this.folder = folder;
        this.running = Optional.of(proxy);
        this.port = port;
    }

    /** Starts one. The folder is made if need be; what is in it is served. */
    public static S3ProxyServer start(Path folder) {
        requireNonNull(folder, "folder is null");
        try {
            Files.createDirectories(folder);
            S3Proxy proxy = launch(folder, freePort());
            return new S3ProxyServer(folder, proxy, proxy.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start S3Proxy", e);
        }
    }

    @Override
    public S3Access access() {
        return new S3Access(URI.create("http://127.0.0.1:" + port), ACCESS_KEY, SECRET_KEY);
    }

    @Override
    public String description() {
        return "S3Proxy in this JVM";
    }

    @Override
    public void createBucket(String name) {
        try {
            Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make bucket " + name, e);
        }
    }

    @Override
    public void deleteBucket(String name) {
        try {
            FileTrees.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete bucket " + name, e);
        }
    }

    /** Stops listening; the objects stay. Nothing happens if it is stopped. */
    public void stop() {
        running.ifPresent(S3ProxyServer::stop);
        running = Optional.empty();
    }

    /** Listens at the same address again, after {@link #stop()}. */
    public void restart() {
        stop();
        running = Optional.of(launch(folder, port));
    }

    /** Stops it. The folder is left to whoever named it. */
    @Override
    public void close() {
        stop();
    }

    private static S3Proxy launch(Path folder, int port) {
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                // An outage does not wait for clients.
                .stopTimeout(0)
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .build();
        try {
            proxy.start();
            return proxy;
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start on port " + port, e);
        }
    }

    private static void stop(S3Proxy proxy) {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
