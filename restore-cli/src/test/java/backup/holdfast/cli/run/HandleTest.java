package backup.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUSPEND        | {spec: {}}                                            | null  | {'spec':{'suspend':true}}",
                "SUSPEND        | {spec: {suspend: true}}                               | true  | {'spec':{'suspend':true}}",
                "HOLD_REPLICAS  | {spec: {replicas: 3}}                                 | 3     | {'spec':{'replicas':0}}",
                "HOLD_REPLICAS  | {spec: {}}                                            | 1     | {'spec':{'replicas':0}}",
                "AUTOMATED_SYNC | {spec: {syncPolicy: {automated: {prune: true}}}}      | {'prune':true} | {'spec':{'syncPolicy':{'automated':null}}}",
                "AUTOSCALER     | {spec: {minReplicas: 0}}                              | 0     | {'spec':{'minReplicas':1}}",
                "GENERATION     | {spec: {}}                                            | null  | {'spec':{'syncPolicy':{'applicationsSync':'create-only'}}}",
            })
    void shouldKnowWhatWasBeforeAndTakeItInOnePatchWithItsMark(
            Handle handle, String object, String before, String patch) {
        JsonNode tree = tree(object);

        assertThat(handle.before(tree)).isEqualTo(tree(before.replace('\'', '"')));
        JsonNode taken = handle.take(tree, "rs-1");
        assertThat(taken.path("spec")).isEqualTo(tree(patch.replace('\'', '"')).path("spec"));
        assertThat(handle.holder(taken)).isEqualTo("rs-1");
        assertThat(taken.path("metadata").has("resourceVersion")).isTrue();
        assertThat(handle.giveBack(tree, handle.before(tree))
                        .path("metadata")
                        .path("annotations")
                        .elements())
                .toIterable()
                .allMatch(JsonNode::isNull);
    }

    @Test
    void shouldPauseKedaByItsAnnotationAndLeaveOnesOfOthers() {
        JsonNode object = tree("metadata: {annotations: {autoscaling.keda.sh/paused-replicas: '2'}}");

        JsonNode taken = Handle.SCALED_OBJECT.take(object, "rs-1");

        assertThat(Handle.SCALED_OBJECT.before(object).asText()).isEqualTo("2");
        assertThat(taken.at("/metadata/annotations")
                        .path("autoscaling.keda.sh/paused-replicas")
                        .asText())
                .isEqualTo("0");
        assertThat(Handle.SCALED_OBJECT
                        .giveBack(object, Handle.SCALED_OBJECT.before(object))
                        .at("/metadata/annotations")
                        .path("autoscaling.keda.sh/paused-replicas")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void shouldLeaveTheReplicasOfAnNfsScalerToThat() {
        JsonNode object = tree("""
                metadata:
                  uid: u1
                  annotations: {holdfast.backup/nfs-scaled: '{"replicas":3,"uid":"u1","scaler":"nas","time":"2026-11-20T04:00:00Z"}'}
                spec: {replicas: 0}
                """);

        assertThat(Handle.HOLD_REPLICAS.before(object).asInt()).isEqualTo(3);
        assertThat(Handle.HOLD_REPLICAS.giveBack(object, tree("3")).has("spec")).isFalse();
        // Of an object that was made anew, it says nothing.
        JsonNode other =
                tree(object.toString().replace("\"uid\":\"u1\",\"annotations", "\"uid\":\"u2\",\"annotations"));
        assertThat(Handle.HOLD_REPLICAS.before(other).asInt()).isZero();
    }

    private static JsonNode tree(String yaml) {
        // A text that begins with a brace would be taken for JSON.
        return yaml.startsWith("metadata")
                ? new KubernetesSerialization().unmarshal(yaml, JsonNode.class)
                : new KubernetesSerialization()
                        .unmarshal("value: " + yaml, JsonNode.class)
                        .path("value");
    }
}
