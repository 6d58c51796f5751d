package backup.holdfast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import backup.holdfast.testsupport.apiserver.AuditedRequest;
import backup.holdfast.testsupport.apiserver.RealApiServer;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.process.GuardedProcess;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of its own (a real API server, with RBAC) in which the rendered objects have been applied, and the shipped controller as a
 * process that has what its pod would: the variables of the Deployment and the token of its service account.
 */
final class Installation implements AutoCloseable {
    /** Where {@code deploy} was built to. */
    static final Path PROGRAMS = Shipped.ROOT.resolve(Path.of("deploy", "target", "holdfast"));

    /** Where sources are. */
    static final String APPS = "apps";

    private static final String POD = "holdfast-7c1e";
    private static final Duration SOON = Duration.ofSeconds(60);

    final RealApiServer server;
    final KubernetesClient admin;
    private final Path folder;
    private final int port;
    private GuardedProcess controller;

    Installation(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
        server = RealApiServer.startAudited(
                ApiServerBinaries.find(System.getenv()).orElseThrow());
        admin = TestCluster.connect(
                new ConfigBuilder(server.adminConfig()).withNamespace(APPS).build());
        for (String namespace : List.of(APPS, Shipped.NAMESPACE)) {
            admin.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        try (var definitions = Files.newDirectoryStream(Shipped.CHART.resolve("crds"), "*.yaml")) {
            for (Path definition : definitions) {
                admin.load(Files.newInputStream(definition)).serverSideApply();
            }
        }
        await().ignoreExceptions()
                .atMost(SOON)
                .until(() -> admin.getApiResources("volsync.backube/v1alpha1") != null
                        && admin.getApiResources("holdfast.backup/v1alpha1") != null);
    }

    @Override
    public void close() {
        stop();
        admin.close();
        server.close();
    }

    /** Applies the objects, and starts the program of their Deployment. */
    void install(List<JsonNode> objects) throws IOException {
        for (JsonNode object : objects) {
            admin.resource(Shipped.YAML.asYaml(object)).serverSideApply();
        }
        JsonNode deployment = objects.stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        JsonNode template = deployment.at("/spec/template/spec");
        pod(template.at("/containers/0/image").asText());
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : template.at("/containers/0/env")) {
            environment.put(
                    variable.path("name").asText(),
                    variable.has("valueFrom") ? POD : variable.path("value").asText());
        }
        environment.put("HOLDFAST_MANAGEMENT_ADDRESS", "127.0.0.1:" + port);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put(
                "KUBECONFIG",
                kubeconfig(template.path("serviceAccountName").asText()).toString());
        controller = GuardedProcess.start(
                List.of(PROGRAMS.resolve("bin/holdfast").toString()), environment, folder.resolve("controller.log"));
        await("the controller to be ready; its log: " + folder.resolve("controller.log"))
                .ignoreExceptions()
                .failFast(() -> !controller.isAlive())
                .atMost(SOON)
                .until(() -> get("/readyz").statusCode() == 200);
    }

    void stop() {
        if (controller != null) {
            controller.close();
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("controller.log"));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        BodyHandlers.ofString());
    }

    void apply(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).serverSideApply();
    }

    /** What the controller asked for. */
    List<AuditedRequest> requests() {
        return server.auditLog().requestsOf("system:serviceaccount:" + Shipped.NAMESPACE + ":holdfast");
    }

    /** A client with exactly the controller's rights. */
    KubernetesClient asController() {
        return TestCluster.connect(server.configWithToken(token(Shipped.NAMESPACE, "holdfast")));
    }

    /** The pod that the Deployment's controller would make; it asks for its own image. */
    private void pod(String image) {
        admin.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s}
                spec: {containers: [{name: holdfast, image: '%s'}]}
                """.formatted(POD, Shipped.NAMESPACE, image)).create();
    }

    private Path kubeconfig(String account) throws IOException {
        return kubeconfig(Shipped.NAMESPACE, account);
    }

    /** With the rights of a service account. */
    Path kubeconfig(String namespace, String account) throws IOException {
        byte[] authority = Files.readAllBytes(Path.of(server.adminConfig().getCaCertFile()));
        return Files.writeString(folder.resolve("kubeconfig-" + account), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: '%s', certificate-authority-data: %s}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u, namespace: %s}}]
                current-context: x
                """.formatted(
                        server.adminConfig().getMasterUrl(),
                        Base64.getEncoder().encodeToString(authority),
                        token(namespace, account),
                        namespace));
    }

    private String token(String namespace, String account) {
        String token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest()
                .getStatus()
                .getToken();
        assertThat(token).isNotEmpty();
        return token;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
