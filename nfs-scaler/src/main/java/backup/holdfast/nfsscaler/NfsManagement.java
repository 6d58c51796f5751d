package backup.holdfast.nfsscaler;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.nfsscaler.NfsScaling.Readiness;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz} of the process that runs alone. */
final class NfsManagement implements AutoCloseable {

    private final HTTPServer server;

    private NfsManagement(HTTPServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @throws UncheckedIOException when the address is taken
     */
    static NfsManagement start(
            InetSocketAddress address, PrometheusMeterRegistry meters, Supplier<Readiness> readiness) {
        try {
            return new NfsManagement(HTTPServer.builder()
                    .inetAddress(address.getAddress())
                    .port(address.getPort())
                    .registry(meters.getPrometheusRegistry())
                    .registerHealthHandler(false)
                    .defaultHandler(exchange -> answer(exchange, readiness))
                    .buildAndStart());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + address + ": " + e.getMessage() + ". Choose another --management-address.",
                    e);
        }
    }

    int port() {
        return server.getPort();
    }

    private static void answer(HttpExchange exchange, Supplier<Readiness> readiness) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/healthz" -> send(exchange, HttpURLConnection.HTTP_OK, "ok");
            case "/readyz" -> {
                Readiness now = readiness.get();
                send(
                        exchange,
                        now.ready() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                        now.explanation());
            }
            default -> send(exchange, HttpURLConnection.HTTP_NOT_FOUND, "Here are /metrics, /healthz and /readyz.");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = (text + "\n").getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
