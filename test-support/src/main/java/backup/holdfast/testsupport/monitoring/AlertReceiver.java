package backup.holdfast.testsupport.monitoring;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody on call: remembers what Alertmanager tells its webhook, in the order it does. */
public final class AlertReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    private AlertReceiver(HttpServer server) {
        this.server = requireNonNull(server, "server is null");
    }

    /**
     * What was told of one alert.
     *
     * @param status {@code firing} or {@code resolved}
     */
    public record Message(String status, Map<String, String> labels, Map<String, String> annotations) {
        public Message {
            requireNonNull(status, "status is null");
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        /** Which alert it is about. */
        public String alert() {
            return labels.getOrDefault("alertname", "");
        }
    }

    public static AlertReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AlertReceiver receiver = new AlertReceiver(server);
        server.createContext("/", receiver::handle);
        server.start();
        return receiver;
    }

    /** Where it is told. */
    public URI webhook() {
        return URI.create("http://" + MonitoringServer.hostAndPort(server.getAddress()) + "/");
    }

    /** All it was told so far. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            for (JsonNode alert : body.path("alerts")) {
                messages.add(new Message(
                        alert.path("status").asText(), texts(alert.path("labels")), texts(alert.path("annotations"))));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
