package backup.holdfast.testsupport.monitoring;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Prometheus on 127.0.0.1 that scrapes one target and looks at its rules every second. */
public final class PrometheusServer implements AutoCloseable {
    private final MonitoringServer server;

    private PrometheusServer(MonitoringServer server) {
        this.server = requireNonNull(server, "server is null");
    }

    /**
     * Starts one and waits until it is ready. Where there is none to be had, the calling test is aborted and the reason reported.
     *
     * @param folder for what it writes
     * @param target serves {@code /metrics}
     */
    public static PrometheusServer start(
            Path folder, InetSocketAddress target, Path rules, InetSocketAddress alertmanager) throws IOException {
        Path program = Tools.require(Tools.prometheus());
        Files.createDirectories(folder);
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: holdfast
                    static_configs: [{targets: ['%s']}]
                alerting:
                  alertmanagers: [{static_configs: [{targets: ['%s']}]}]
                """.formatted(
                        rules, MonitoringServer.hostAndPort(target), MonitoringServer.hostAndPort(alertmanager)));
        return new PrometheusServer(MonitoringServer.start(
                folder,
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address={address}",
                        "--rules.alert.resend-delay=1s")));
    }

    /** What a query yields now: one element for each series, with {@code metric} and {@code value}. A query it refuses is an exception. */
    public JsonNode query(String expression) throws IOException {
        JsonNode answer = json("/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8).replace("+", "%20"));
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(expression + ": " + answer.path("error").asText());
        }
        return answer.path("data").path("result");
    }

    /** The names of the alerts that fire. */
    public Set<String> firing() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : json("/api/v1/alerts").path("data").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.path("labels").path("alertname").asText());
            }
        }
        return names;
    }

    @Override
    public void close() {
        server.close();
    }

    private JsonNode json(String path) throws IOException {
        return new ObjectMapper().readTree(server.get(path).body());
    }
}
