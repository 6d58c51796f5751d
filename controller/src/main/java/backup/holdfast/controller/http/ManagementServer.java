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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} (Prometheus text), {@code /healthz} (is the process alive) and {@code /readyz} (does it do its work, and
 * if not, why). Plain HTTP: who may reach it is the network policy's business.
 */
public final class ManagementServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    /** What the server takes for a length when nothing follows the head; zero would mean any length. */
    private static final int NO_BODY = -1;

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
            server.createContext("/", exchange -> respond(exchange, answer(exchange, metrics, readiness)));
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

    private static Answer answer(HttpExchange exchange, Supplier<String> metrics, Supplier<Readiness> readiness) {
        String path = exchange.getRequestURI().getPath();
        try {
            return switch (path) {
                case "/metrics" -> new Answer(200, PROMETHEUS_TEXT, metrics.get());
                case "/healthz" -> new Answer(200, PLAIN_TEXT, "ok\n");
                case "/readyz" -> {
                    Readiness now = readiness.get();
                    yield new Answer(now.ready() ? 200 : 503, PLAIN_TEXT, now.explanation() + "\n");
                }
                default -> new Answer(404, PLAIN_TEXT, "Here are /metrics, /healthz and /readyz.\n");
            };
        } catch (RuntimeException e) {
            // Said to whoever asks, too: a server that just hangs up looks like a network that is broken.
            log.atError().addKeyValue("path", path).setCause(e).log("cannot answer");
            return new Answer(500, PLAIN_TEXT, "This failed; the controller's log says why.\n");
        }
    }

    private static void respond(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] bytes = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), NO_BODY);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? NO_BODY : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Answer(int status, String contentType, String body) {}

    /** Whether the controller does its work, and in one line why not. */
    public record Readiness(boolean ready, String explanation) {}
}
