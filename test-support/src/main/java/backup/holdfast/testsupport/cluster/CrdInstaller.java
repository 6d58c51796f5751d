package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Installs CustomResourceDefinitions from the classpath, each once per cluster. */
final class CrdInstaller {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Set<String> installed = ConcurrentHashMap.newKeySet();

    /** Returns when every definition is served. */
    void install(KubernetesClient admin, List<String> resources) {
        List<CustomResourceDefinition> definitions = resources.stream()
                .filter(installed::add)
                .map(resource -> load(admin, resource))
                .toList();
        definitions.forEach(definition -> admin.resource(definition)
                .forceConflicts()
                .fieldManager("holdfast-tests")
                .serverSideApply());
        definitions.forEach(definition -> awaitServed(admin, definition));
    }

    private static CustomResourceDefinition load(KubernetesClient client, String resource) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream yaml = requireNonNull(
                loader.getResourceAsStream(resource), "@ClusterTest: no resource " + resource + " on the class path")) {
            return client.getKubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static void awaitServed(KubernetesClient admin, CustomResourceDefinition definition) {
        admin.resource(definition)
                .waitUntilCondition(CrdInstaller::isEstablished, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        // Established comes a little before the first request is answered.
        definition
                .getSpec()
                .getVersions()
                .forEach(version -> Awaitility.await(definition.getMetadata().getName())
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(50))
                        .atMost(LIMIT)
                        .until(() -> admin.raw("/apis/" + definition.getSpec().getGroup() + "/" + version.getName()
                                        + "/" + definition.getSpec().getNames().getPlural())
                                != null));
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        // A status that has just been begun has no conditions yet.
        if (definition == null
                || definition.getStatus() == null
                || definition.getStatus().getConditions() == null) {
            return false;
        }
        return definition.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
    }
}
