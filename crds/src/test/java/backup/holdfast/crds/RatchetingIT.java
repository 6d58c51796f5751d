package backup.holdfast.crds;

import static org.awaitility.Awaitility.await;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects that were stored before our rules came, and break them, must keep a writable status, where we say what is wrong with
 * them, and can be paused. Works on a copy of the definitions in a group of its own.
 */
@ClusterTest
@RequiresRealApi
class RatchetingIT {

    private static final String GROUP = "ratcheting.holdfast.backup";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final List<CustomResourceDefinition> installed = new ArrayList<>();

    static List<Definition> definitions() {
        return Definition.all();
    }

    @AfterEach
    void removeDefinitions(KubernetesClient client) {
        installed.forEach(definition -> client.resource(definition).delete());
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldLeaveObjectsThatBreakTheRulesWritable(Definition definition, KubernetesClient client) {
        CustomResourceDefinition ruled = renamed(definition);
        install(client, withoutRules(ruled));
        List<GenericKubernetesResource> stored = Sample.invalid()
                .filter(sample -> sample.definition().equals(definition))
                .filter(RatchetingIT::couldBeStored)
                .map(RatchetingIT::renamed)
                .toList();
        stored.forEach(it -> client.resource(it).create());

        install(client, ruled);
        GenericKubernetesResource anew = named(stored.get(0), "anew");
        await("the rules to be in force").atMost(Duration.ofSeconds(30)).until(() -> refuses(client, anew));

        SoftAssertions softly = new SoftAssertions();
        for (GenericKubernetesResource it : stored) {
            String name = it.getMetadata().getName();
            softly.assertThatCode(() -> client.resource(it)
                            .subresource("status")
                            .patch(MERGE, "{\"status\":{\"observedGeneration\":1}}"))
                    .as("status of %s", name)
                    .doesNotThrowAnyException();
            softly.assertThatCode(() -> client.resource(it).patch(MERGE, "{\"spec\":{\"paused\":true}}"))
                    .as("pausing %s", name)
                    .doesNotThrowAnyException();
        }
        softly.assertAll();
    }

    private void install(KubernetesClient client, CustomResourceDefinition definition) {
        installed.add(definition);
        client.resource(definition)
                .forceConflicts()
                .fieldManager("holdfast-tests")
                .serverSideApply();
        String path = "/apis/" + GROUP + "/v1alpha1/"
                + definition.getSpec().getNames().getPlural();
        await("the definition to be served").atMost(Duration.ofSeconds(30)).until(() -> client.raw(path) != null);
    }

    private static boolean refuses(KubernetesClient client, GenericKubernetesResource resource) {
        try {
            client.resource(resource).dryRun().create();
            return false;
        } catch (KubernetesClientException e) {
            return e.getCode() == 422;
        }
    }

    private static CustomResourceDefinition renamed(Definition definition) {
        return Definition.YAML.unmarshal(
                Definition.YAML.asYaml(definition.root()).replace(definition.group(), GROUP),
                CustomResourceDefinition.class);
    }

    private static CustomResourceDefinition withoutRules(CustomResourceDefinition ruled) {
        return new CustomResourceDefinitionBuilder(ruled)
                .editSpec()
                .editFirstVersion()
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }

    /** VolSync's definitions have the same fields and types. */
    private static boolean couldBeStored(Sample sample) {
        return sample.says("server").stream()
                .noneMatch(it -> it.startsWith("unknown field") || it.contains("must be of type "));
    }

    private static GenericKubernetesResource renamed(Sample sample) {
        ObjectNode manifest = sample.manifest().deepCopy();
        // Content that the schema leaves open: the server cannot compare what contains it.
        if (sample.definition().group().equals(ReplicationResource.GROUP)) {
            manifest.withObject("/spec/restic/moverAffinity/nodeAffinity").put("open", "content");
        }
        manifest.put("apiVersion", GROUP + "/v1alpha1");
        String file = sample.file().getFileName().toString();
        return named(SamplesIT.resource(manifest), file.substring(0, file.length() - ".yaml".length()));
    }

    private static GenericKubernetesResource named(GenericKubernetesResource resource, String name) {
        GenericKubernetesResource copy = Definition.YAML.clone(resource);
        copy.getMetadata().setName(name);
        return copy;
    }
}
