package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server makes of the samples, rules in CEL included. */
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            "crds/nfsscalers.holdfast.backup.yaml"
        })
@RequiresRealApi
class SamplesIT {

    static List<Definition> definitions() {
        return Definition.all();
    }

    @Test
    void shouldAcceptEveryValidSample(KubernetesClient client) {
        SoftAssertions softly = new SoftAssertions();
        Sample.valid()
                .forEach(sample -> softly.assertThat(answer(client, sample))
                        .as("%s", sample)
                        .isEmpty());
        softly.assertAll();
    }

    @Test
    void shouldSayInPlainWordsWhatIsWrongWithEveryInvalidSample(KubernetesClient client) {
        SoftAssertions softly = new SoftAssertions();
        Sample.invalid().forEach(sample -> {
            List<String> expected = sample.says("server");
            softly.assertThat(expected)
                    .as("%s says what the server says", sample)
                    .isNotEmpty();
            softly.assertThat(answer(client, sample))
                    .as("%s", sample)
                    .hasSameSizeAs(expected)
                    .zipSatisfy(
                            expected,
                            (actual, end) -> assertThat(actual)
                                    .satisfiesAnyOf(
                                            it -> assertThat(it).contains(end),
                                            it -> assertThat(it)
                                                    .startsWith(end.split(": ")[0] + ": ")
                                                    .endsWith(end.split(": ", 2)[1])));
        });
        softly.assertAll();
    }

    /** Pruning would drop what the schema lacks, and the types of this API server are the true ones. */
    @ParameterizedTest
    @MethodSource("definitions")
    void shouldStoreEveryFieldItAccepts(Definition definition, KubernetesClient client) {
        ObjectNode wanted = definition.maximal().deepCopy();
        wanted.withObject("/metadata").remove("namespace");
        if (definition.group().equals(ReplicationResource.GROUP)) {
            ObjectNode spec = wanted.withObject("/spec");
            spec.retain(List.of("sourcePVC", "trigger", "paused", "restic"));
            spec.withObject("/trigger").remove("timeZone");
            spec.withObject("/restic").remove("snapshotId");
        }

        client.resource(resource(wanted)).fieldValidation(Validation.STRICT).create();
        client.resource(resource(wanted)).fieldValidation(Validation.STRICT).updateStatus();

        JsonNode stored =
                Definition.YAML.convertValue(client.resource(resource(wanted)).get(), JsonNode.class);
        assertThat(stored.path("spec")).isEqualTo(wanted.path("spec"));
        assertThat(stored.path("status")).isEqualTo(wanted.path("status"));
    }

    /** Nothing when the sample is accepted, else each thing the server has against it, place first. */
    private static List<String> answer(KubernetesClient client, Sample sample) {
        KubernetesClientException refusal = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client.resource(resource(sample.manifest()))
                        .dryRun()
                        .fieldValidation(Validation.STRICT)
                        .create());
        if (refusal == null) {
            return List.of();
        }
        Status status = refusal.getStatus();
        boolean inFields = status != null
                && status.getDetails() != null
                && !status.getDetails().getCauses().isEmpty();
        return inFields
                ? status.getDetails().getCauses().stream()
                        // That some rules were left unchecked is no error of its own.
                        .filter(cause -> !"<nil>".equals(cause.getField()))
                        .map(cause -> cause.getField() + ": " + cause.getMessage())
                        .toList()
                : List.of(String.valueOf(refusal.getMessage()));
    }

    static GenericKubernetesResource resource(JsonNode manifest) {
        return Definition.YAML.convertValue(manifest, GenericKubernetesResource.class);
    }
}
