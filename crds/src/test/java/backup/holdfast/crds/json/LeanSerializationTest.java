package backup.holdfast.crds.json;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeanSerializationTest {
    private static final String YAML = """
            apiVersion: volsync.backube/v1alpha1
            kind: ReplicationSource
            metadata:
              name: photos
              namespace: media
              labels: {app: photos}
              managedFields:
                - manager: holdfast
                  operation: Update
                  subresource: status
                  fieldsType: FieldsV1
                  fieldsV1:
                    f:status:
                      .: {}
                      f:observedGeneration: {}
                      f:conditions:
                        .: {}
                        k:{"type":"Ready"}: {.: {}, f:message: {}, f:reason: {}}
                    f:odd: null
            spec: {sourcePVC: photos, restic: {repository: repo, retain: {daily: 7}}}
            status:
              conditions: [{type: Ready, status: "True", reason: Accepted, message: fine}]
            """;

    private final KubernetesSerialization lean = LeanSerialization.create();

    @Test
    void shouldReadWhatOthersRead() {
        ReplicationSource read = lean.unmarshal(YAML, ReplicationSource.class);

        ReplicationSource usual = new KubernetesSerialization().unmarshal(YAML, ReplicationSource.class);
        read.getMetadata().setManagedFields(null);
        usual.getMetadata().setManagedFields(null);
        assertThat(lean.asJson(read)).isEqualTo(new KubernetesSerialization().asJson(usual));
    }

    @Test
    void shouldKeepEachStringOnce() {
        Condition one = condition(YAML.replace("photos", "music"));
        Condition other = condition(YAML);

        assertThat(one.getReason()).isSameAs(other.getReason());
        assertThat(one.getMessage()).isSameAs(other.getMessage());
    }

    @Test
    void shouldKeepOfManagedFieldsTheirNames() {
        ReplicationSource read = lean.unmarshal(YAML, ReplicationSource.class);

        assertThat(read.getMetadata().getManagedFields()).hasSize(1);
        assertThat(read.getMetadata().getManagedFields().get(0).getManager()).isEqualTo("holdfast");
        assertThat(read.getMetadata().getManagedFields().get(0).getFieldsV1().getAdditionalProperties())
                .isEqualTo(Map.of(
                        "f:status",
                        Map.of(".", Map.of(), "f:observedGeneration", Map.of(), "f:conditions", Map.of()),
                        "f:odd",
                        Map.of()));
    }

    private Condition condition(String yaml) {
        return lean.unmarshal(yaml, ReplicationSource.class)
                .getStatus()
                .condition("Ready")
                .orElseThrow();
    }
}
