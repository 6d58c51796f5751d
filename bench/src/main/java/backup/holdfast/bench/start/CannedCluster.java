package backup.holdfast.bench.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An API server that knows some sources and their claims by heart: it takes next to no time of what is measured. */
final class CannedCluster implements AutoCloseable {
    private final HttpServer server;

    CannedCluster(int sources) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/api/v1/persistentvolumeclaims", "v1", "PersistentVolumeClaim", sources, """
                "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"5Gi"}}}""");
        serve(
                "/apis/volsync.backube/v1alpha1/replicationsources",
                "volsync.backube/v1alpha1",
                "ReplicationSource",
                sources,
                """
                "spec":{"sourcePVC":"data","trigger":{"schedule":"0 4 * * *"},"restic":{"repository":"r","copyMethod":"Direct"}},
                "status":{"lastSyncTime":"2100-01-01T04:00:00Z","observedGeneration":1}""");
        server.start();
    }

    private void serve(String path, String version, String kind, int count, String rest) {
        String items = IntStream.range(0, count)
                .mapToObj("""
                        {"apiVersion":"%s","kind":"%s","metadata":{"name":"app-%%d","namespace":"media","uid":"5d-%%<d","generation":1,"creationTimestamp":"2026-01-01T00:00:00Z"},%s}""".formatted(version, kind, rest.replace("%", "%%"))::formatted)
                .collect(Collectors.joining(","));
        byte[] list = """
                {"apiVersion":"%s","kind":"%sList","metadata":{"resourceVersion":"1"},"items":[%s]}""".formatted(version, kind, items).getBytes(UTF_8);
        server.createContext(path, exchange -> answer(exchange, list));
    }

    private static void answer(HttpExchange exchange, byte[] list) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, list.length);
        exchange.getResponseBody().write(list);
        exchange.close();
    }

    Path writeKubeconfig(Path file) throws IOException {
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: 'http://127.0.0.1:%d'}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                users: [{name: u, user: {}}]
                current-context: x
                """.formatted(server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
