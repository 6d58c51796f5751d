package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The requests an API server answered, oldest first. A request is in the log before its answer is sent. */
public final class AuditLog {

    private final Path file;
    private final Path policy;
    private final ObjectMapper json = new ObjectMapper();

    private AuditLog(Path file, Path policy) {
        this.file = requireNonNull(file, "file is null");
        this.policy = requireNonNull(policy, "policy is null");
    }

    static AuditLog in(Path folder) throws IOException {
        Path policy = Files.writeString(folder.resolve("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived, ResponseStarted, Panic]
                rules:
                - level: Metadata
                """);
        return new AuditLog(folder.resolve("audit.log"), policy);
    }

    List<String> serverArguments() {
        return List.of("--audit-policy-file=" + policy, "--audit-log-path=" + file, "--audit-log-mode=blocking-strict");
    }

    /** All requests of one user, such as {@code system:serviceaccount:ns:name}; those of impersonators count as the impersonated. */
    public List<AuditedRequest> requestsOf(String user) {
        return all().stream().filter(request -> request.user().equals(user)).toList();
    }

    /** All requests, the API server's own included. */
    public List<AuditedRequest> all() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<AuditedRequest> requests = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                requests.add(parse(json.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return List.copyOf(requests);
    }

    private static AuditedRequest parse(JsonNode event) {
        JsonNode target = event.path("objectRef");
        JsonNode impersonated = event.path("impersonatedUser").path("username");
        return new AuditedRequest(
                impersonated.isMissingNode()
                        ? event.path("user").path("username").asText()
                        : impersonated.asText(),
                event.path("verb").asText(),
                target.path("resource").asText(),
                target.path("subresource").asText(),
                target.path("namespace").asText(),
                target.path("name").asText(),
                event.path("responseStatus").path("code").asInt());
    }
}
