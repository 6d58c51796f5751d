package backup.holdfast.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} (Prometheus text), {@code /healthz} (is the process alive) and {@code /readyz} (does it do its work, and
 * if not, why). Plain HTTP: who may reach it is the network policy's business.
 */
public final class ManagementServer implements AutoCloseable {
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private ManagementServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * @param address port 0 takes a free one
     * @param metrics the whole metrics page
     * @param readiness what {@code /readyz} answers
     * @throws UncheckedIOException when the address is taken
     */
    public static ManagementServer start(
            InetSocketAddress address, Supplier<String> metrics, Supplier<Readiness> readiness) {
        try {
            HttpServer server = HttpServer.create(address, 0);
            ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
                Thread thread = new Thread(task, "management");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/metrics", exchange -> respond(exchange, 200, PROMETHEUS_TEXT, metrics.get()));
            server.createContext("/healthz", exchange -> respond(exchange, 200, PLAIN_TEXT, "ok\n"));
            server.createContext("/readyz", exchange -> {
                Readiness answer = readiness.get();
                respond(exchange, answer.ready() ? 200 : 503, PLAIN_TEXT, answer.explanation() + "\n");
            });
            server.createContext(
                    "/", exchange -> respond(exchange, 404, PLAIN_TEXT, "Here are /metrics, /healthz and /readyz.\n"));
            server.start();
            return new ManagementServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + address + ": " + e.getMessage() + ". Choose another --management-address.",
                    e);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private static void respond(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Whether the controller does its work, and in one line why not. */
    public record Readiness(boolean ready, String explanation) {}
}
