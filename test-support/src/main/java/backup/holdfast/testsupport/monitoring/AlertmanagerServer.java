package backup.holdfast.testsupport.monitoring;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A real Alertmanager on 127.0.0.1 that passes everything on to one webhook, at once and one alert at a time. */
public final class AlertmanagerServer implements AutoCloseable {
    private static final Path TEMPLATES = Path.of("/usr/share/prometheus/alertmanager/default.tmpl");

    private final MonitoringServer server;

    private AlertmanagerServer(MonitoringServer server) {
        this.server = requireNonNull(server, "server is null");
    }

    /**
     * Starts one and waits until it is ready. Where there is none to be had, the calling test is aborted and the reason reported.
     *
     * @param folder for what it writes
     */
    public static AlertmanagerServer start(Path folder, URI webhook) throws IOException {
        Path program = Tools.require(Tools.alertmanager());
        Files.createDirectories(folder);
        Path config = Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: webhook
                  group_by: ['...']
                  group_wait: 0s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                  - name: webhook
                    webhook_configs: [{url: '%s', send_resolved: true}]
                """.formatted(webhook));
        List<String> command = new ArrayList<>(enter(program));
        command.addAll(List.of(
                program.toString(),
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address={address}",
                // No gossip, which would listen everywhere.
                "--cluster.listen-address="));
        return new AlertmanagerServer(MonitoringServer.start(folder, command));
    }

    /** Debian's looks for its templates below /usr/share, wherever it was unpacked to: it is shown its own there. */
    private static List<String> enter(Path program) {
        Path unpacked = program.resolveSibling("usr").resolve("share");
        if (Files.exists(TEMPLATES) || !Files.isDirectory(unpacked)) {
            return List.of();
        }
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "an Alertmanager that is not installed needs a mount namespace: run it as root, or install prometheus-alertmanager");
        return List.of(
                "unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /usr/share && exec \"$@\"", unpacked.toString());
    }

    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
