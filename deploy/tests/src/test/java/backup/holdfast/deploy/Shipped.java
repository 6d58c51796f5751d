package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/** What the folder {@code deploy} renders to. */
final class Shipped {
    static final KubernetesSerialization YAML = new KubernetesSerialization();
    static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    static final Path KUSTOMIZE = ROOT.resolve(Path.of("deploy", "kustomize"));
    static final Path CHART = ROOT.resolve(Path.of("deploy", "helm", "holdfast"));

    /** The one that the Kustomize base has. */
    static final String NAMESPACE = "holdfast-system";

    private Shipped() {}

    /** The chart as release {@code holdfast}, without definitions. */
    static List<JsonNode> chart(UnaryOperator<TemplateCommand> values) {
        return objects(values.apply(helm().template()
                        .withName("holdfast")
                        .withNamespace(NAMESPACE)
                        .withKubeVersion("v1.31.0"))
                .skipCrds()
                .call());
    }

    static Helm helm() {
        return new Helm(CHART);
    }

    /** What kubectl makes of a folder; the test is aborted where there is no kubectl. */
    static List<JsonNode> kustomization(Path folder) throws IOException, InterruptedException {
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("needs kubectl on the PATH: " + e.getMessage());
        }
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(kubectl.exitValue()).as("kubectl kustomize %s", folder).isZero();
        return objects(rendered);
    }

    /** An overlay as a user writes one. */
    static List<JsonNode> overlay(Path folder, String base, String... components)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
                + "namespace: " + NAMESPACE + "\nresources:\n  - " + relative(folder, base) + "\ncomponents:\n");
        for (String component : components) {
            text.append("  - ")
                    .append(relative(folder, "components/" + component))
                    .append('\n');
        }
        Files.writeString(folder.resolve("kustomization.yaml"), text);
        return kustomization(folder);
    }

    private static Path relative(Path folder, String target) throws IOException {
        return folder.toRealPath().relativize(KUSTOMIZE.toRealPath().resolve(target));
    }

    static List<JsonNode> objects(String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---.*$")) {
            JsonNode object = document.isBlank() ? null : YAML.unmarshal(document, JsonNode.class);
            // What is left of a template may be a comment.
            if (object != null && object.has("kind")) {
                objects.add(object);
            }
        }
        return objects;
    }

    static String name(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        return object.path("kind").asText() + " " + (namespace.isEmpty() ? "" : namespace + "/")
                + object.at("/metadata/name").asText();
    }
}
