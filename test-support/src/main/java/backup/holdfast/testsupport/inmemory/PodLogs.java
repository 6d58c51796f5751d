package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ObjectStore.Listing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Logs of pods, asked of the kubelet whose port the pod's node tells, as an API server without its certificate does. */
final class PodLogs {
    private final ObjectReader reader;
    private final ResourceCatalog catalog;

    PodLogs(ObjectReader reader, ResourceCatalog catalog) {
        this.reader = requireNonNull(reader, "reader is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    static boolean isMeant(Target target) {
        return target.subresource().equals("log") && target.type().kind().equals("Pod");
    }

    void send(Target target, ApiRequest request, HttpExchange exchange) throws IOException, InterruptedException {
        ObjectNode pod = reader.one(new Target(target.type(), target.namespace(), target.name(), ""), request);
        String node = pod.path("spec").path("nodeName").asText();
        int port = port(node, request);
        if (port == 0) {
            throw ApiFailure.badRequest(
                    "pod " + target.name() + " does not have a host assigned, or its node no kubelet");
        }
        String container =
                pod.path("spec").path("containers").path(0).path("name").asText();
        URI address = URI.create("https://127.0.0.1:" + port + "/containerLogs/" + target.namespace() + "/"
                + target.name() + "/" + container + "?"
                + Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        HttpResponse<InputStream> answer =
                client().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw ApiFailure.badRequest(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] buffer = new byte[8192];
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            }
        }
    }

    private int port(String node, ApiRequest request) {
        Target nodes = Target.parse(List.of("api", "v1", "nodes"), catalog);
        Listing all = reader.list(nodes, request.selector());
        for (JsonNode one : all.items()) {
            if (one.path("metadata").path("name").asText().equals(node)) {
                return one.path("status")
                        .path("daemonEndpoints")
                        .path("kubeletEndpoint")
                        .path("Port")
                        .asInt();
            }
        }
        return 0;
    }

    private static HttpClient client() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS here", e);
        }
    }

    /** An API server that was given no authority for kubelets asks none for its papers. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
