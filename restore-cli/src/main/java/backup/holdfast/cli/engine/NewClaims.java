package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.Step.Create;
import backup.holdfast.cli.run.Step.Discard;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Claims that runs make. Only those are ever deleted. */
final class NewClaims {
    private final ApiObjects objects;

    NewClaims(ApiObjects objects) {
        this.objects = requireNonNull(objects, "objects is null");
    }

    void create(RunRecord record, Create step) {
        ObjectNode object = step.object().deepCopy();
        object.withObject("/metadata/labels").put(HoldfastKeys.RESTORE_RUN, record.id());
        ObjectRef ref = ref(record, step.claim());
        try {
            objects.create(ref, object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            if (objects.get(ref).filter(it -> isOurs(record, it)).isEmpty()) {
                throw new StopException(
                        ExitCode.REFUSED,
                        "somebody has made a claim " + step.claim() + " meanwhile",
                        "Choose another name.");
            }
        }
    }

    void discard(RunRecord record, Discard step) {
        ObjectRef ref = ref(record, step.claim());
        Optional<JsonNode> claim = objects.get(ref);
        if (claim.filter(it -> isOurs(record, it)).isPresent()) {
            objects.delete(ref);
        }
    }

    private static boolean isOurs(RunRecord record, JsonNode claim) {
        return claim.path("metadata")
                .path("labels")
                .path(HoldfastKeys.RESTORE_RUN)
                .asText()
                .equals(record.id());
    }

    private static ObjectRef ref(RunRecord record, String claim) {
        return new ObjectRef("v1", "PersistentVolumeClaim", "persistentvolumeclaims", record.namespace(), claim);
    }
}
