package backup.holdfast.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
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

    private static final String METRICS = "/metrics";
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final Answer LOST = new Answer(404, PLAIN_TEXT, "Here are /metrics, /healthz and /readyz.\n");

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
            InetSocketAddress address, MetricsPage metrics, Supplier<Readiness> readiness) {
        try {
            HttpServer server = HttpServer.create(address, 0);
            ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
                Thread thread = new Thread(task, "management");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", exchange -> respond(exchange, answer(exchange, readiness)));
            server.createContext(METRICS, exchange -> {
                if (exchange.getRequestURI().getPath().equals(METRICS)) {
                    stream(exchange, metrics);
                } else {
                    respond(exchange, LOST);
                }
            });
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

    private static Answer answer(HttpExchange exchange, Supplier<Readiness> readiness) {
        String path = exchange.getRequestURI().getPath();
        try {
            return switch (path) {
                case "/healthz" -> new Answer(200, PLAIN_TEXT, "ok\n");
                case "/readyz" -> {
                    Readiness now = readiness.get();
                    yield new Answer(now.ready() ? 200 : 503, PLAIN_TEXT, now.explanation() + "\n");
                }
                default -> LOST;
            };
        } catch (RuntimeException e) {
            return failed(path, e);
        }
    }

    private static Answer failed(String path, RuntimeException e) {
        // Said to whoever asks, too: a server that just hangs up looks like a network that is broken.
        log.atError().addKeyValue("path", path).setCause(e).log("cannot answer");
        return new Answer(500, PLAIN_TEXT, "This failed; the controller's log says why.\n");
    }

    /** What fails in the middle of the page leaves it without an end, which no scraper takes for a page. */
    private static void stream(HttpExchange exchange, MetricsPage metrics) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            respond(exchange, new Answer(200, PROMETHEUS_TEXT, ""));
            return;
        }
        try (LateHead page = new LateHead(exchange)) {
            metrics.write(page);
            page.end();
        } catch (RuntimeException e) {
            Answer answer = failed(METRICS, e);
            if (exchange.getResponseCode() == NO_BODY) {
                respond(exchange, answer);
                return;
            }
            // Not closed: the server then cuts the connection, where a close would write a proper end.
            throw e;
        }
    }

    /** Says that all is well when there is something to show for it: until then a failure can be told. */
    private static final class LateHead extends OutputStream {
        private static final int BYTES = 64 * 1024;

        private final HttpExchange exchange;
        private Optional<OutputStream> body = Optional.empty();

        private LateHead(HttpExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void write(int one) throws IOException {
            body().write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            body().write(bytes, offset, length);
        }

        private OutputStream body() throws IOException {
            if (body.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", PROMETHEUS_TEXT);
                exchange.sendResponseHeaders(200, 0);
                body = Optional.of(new BufferedOutputStream(exchange.getResponseBody(), BYTES));
            }
            return body.get();
        }

        /** Whoever writes the page may close what it is written to: only its end is an end. */
        void end() throws IOException {
            body().close();
            exchange.close();
        }

        @Override
        public void close() {}
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
