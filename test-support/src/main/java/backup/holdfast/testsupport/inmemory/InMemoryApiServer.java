package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Kubernetes API in this JVM, on plain HTTP at a free port of 127.0.0.1. Works with fabric8's client and with kubectl. What it is not: see
 * the package.
 */
public final class InMemoryApiServer implements AutoCloseable {

    static {
        // Without it every second answer waits 40 ms for the other side's delayed acknowledgement. Read once, by the
        // JDK's server.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ApiHandler handler;
    private final int port;
    private Optional<Running> running = Optional.empty();

    private InMemoryApiServer(Clock clock) throws IOException {
        this.handler = new ApiHandler(clock);
        this.running = Optional.of(Running.at(0, handler));
        this.port = running.get().server().getAddress().getPort();
    }

    /** Starts an empty one: the namespaces {@code default} and {@code kube-system}, no definitions. */
    public static InMemoryApiServer start() {
        try {
            return new InMemoryApiServer(Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    /** Its base address. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** For fabric8 clients. */
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(address().toString())
                .withOnlyHttpWatches(true)
                .build();
    }

    /** Writes a kubeconfig file that names this server and nothing secret, and returns its path. */
    public Path writeKubeconfig(Path file) {
        try {
            return Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    clusters:
                    - name: in-memory
                      cluster:
                        server: %s
                    contexts:
                    - name: in-memory
                      context:
                        cluster: in-memory
                        user: anybody
                        namespace: default
                    users:
                    - name: anybody
                      user: {}
                    current-context: in-memory
                    """.formatted(address()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Breaks all connections and listens no more. The objects are kept for {@link #restart()}. */
    public void stop() {
        running.ifPresent(Running::stop);
        running = Optional.empty();
    }

    /** Listens at the same address again, after {@link #stop()}. */
    public void restart() {
        stop();
        try {
            running = Optional.of(Running.at(port, handler));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + " again", e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private record Running(HttpServer server, ExecutorService threads) {

        Running {
            requireNonNull(server, "server is null");
            requireNonNull(threads, "threads is null");
        }

        static Running at(int port, ApiHandler handler) throws IOException {
            HttpServer server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
            // A watch keeps its thread.
            ExecutorService threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "in-memory-api");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
            return new Running(server, threads);
        }

        void stop() {
            threads.shutdownNow();
            server.stop(0);
        }
    }
}
