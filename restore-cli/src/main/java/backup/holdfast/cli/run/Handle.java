package backup.holdfast.cli.run;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.ReplicaMemory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/**
 * How a kind is taken out of the way: one field gets another value, in one patch with an annotation that says whose run did it. Where the
 * annotation is missing, nothing was taken; where it is, the record knows what the field was before.
 */
// Its list can't be changed, and its trees are leaves.
@SuppressWarnings("ImmutableEnumChecker")
public enum Handle {
    /** Flux, and CronJobs: {@code spec.suspend}. */
    SUSPEND(List.of("spec", "suspend"), BooleanNode.TRUE, HoldfastKeys.RESTORE_RUN),

    /** The Flux operator's ResourceSets have an annotation for it. */
    SUSPEND_BY_ANNOTATION(
            List.of("metadata", "annotations", "fluxcd.controlplane.io/reconcile"),
            TextNode.valueOf("disabled"),
            HoldfastKeys.RESTORE_RUN),

    /** As for Flux, but of a workload, which everybody else has to leave alone, too. */
    HOLD_CRON(List.of("spec", "suspend"), BooleanNode.TRUE, HoldfastKeys.HOLD),

    /** Workloads with replicas. */
    HOLD_REPLICAS(List.of("spec", "replicas"), IntNode.valueOf(0), HoldfastKeys.HOLD),

    /** An Application of Argo CD: without this section nothing is synchronized by itself. */
    AUTOMATED_SYNC(List.of("spec", "syncPolicy", "automated"), NullNode.getInstance(), HoldfastKeys.RESTORE_RUN),

    /** An ApplicationSet, which would put back the section above. */
    GENERATION(
            List.of("spec", "syncPolicy", "applicationsSync"),
            TextNode.valueOf("create-only"),
            HoldfastKeys.RESTORE_RUN),

    /** A HorizontalPodAutoscaler that may go to zero wakes its target; one that may not sleeps while that is at zero. */
    AUTOSCALER(List.of("spec", "minReplicas"), IntNode.valueOf(1), HoldfastKeys.RESTORE_RUN),

    /** KEDA. */
    SCALED_OBJECT(
            List.of("metadata", "annotations", "autoscaling.keda.sh/paused-replicas"),
            TextNode.valueOf("0"),
            HoldfastKeys.RESTORE_RUN);

    private static final String ANNOTATIONS = "annotations";

    private final List<String> field;
    private final JsonNode taken;
    private final String mark;

    Handle(List<String> field, JsonNode taken, String mark) {
        this.field = field;
        this.taken = taken;
        this.mark = mark;
    }

    /** Whose run has it; empty for nobody's. */
    public String holder(JsonNode object) {
        return object.path("metadata").path(ANNOTATIONS).path(mark).asText();
    }

    /** The annotation that names the run. */
    public String mark() {
        return mark;
    }

    /** What the field is, for the record. Replicas that an NfsScaler remembers are the workload's own: it will want them back. */
    public JsonNode before(JsonNode object) {
        JsonNode memory = object.path("metadata").path(ANNOTATIONS).path(HoldfastKeys.NFS_SCALED);
        if (this == HOLD_REPLICAS && memory.isTextual()) {
            ReplicaMemory.Reading reading = ReplicaMemory.read(memory.asText());
            if (reading instanceof ReplicaMemory.Remembered remembered
                    && remembered
                            .memory()
                            .uid()
                            .equals(object.path("metadata").path("uid").asText())) {
                return IntNode.valueOf(remembered.memory().replicas());
            }
        }
        JsonNode value = value(object);
        // A workload that names no number has one replica.
        return this == HOLD_REPLICAS && value.isNull() ? IntNode.valueOf(1) : value;
    }

    /** Whether it is as it has to be while a run has it. */
    public boolean isTaken(JsonNode object) {
        return value(object).equals(taken);
    }

    /** The patch that takes it, against the version that was read. */
    public ObjectNode take(JsonNode object, String runId) {
        ObjectNode patch = patch(object);
        set(patch, taken);
        patch.withObject("/metadata/annotations").put(mark, runId);
        return patch;
    }

    /** The patch that puts it back as it was. */
    public ObjectNode giveBack(JsonNode object, JsonNode before) {
        ObjectNode patch = patch(object);
        boolean nfsHasIt = object.path("metadata").path(ANNOTATIONS).has(HoldfastKeys.NFS_SCALED);
        if (this != HOLD_REPLICAS || !nfsHasIt) {
            set(patch, before);
        }
        patch.withObject("/metadata/annotations").putNull(mark);
        return patch;
    }

    private JsonNode value(JsonNode object) {
        JsonNode at = object;
        for (String name : field) {
            at = at.path(name);
        }
        return at.isMissingNode() ? NullNode.getInstance() : at;
    }

    private void set(ObjectNode patch, JsonNode value) {
        ObjectNode at = patch;
        for (String name : field.subList(0, field.size() - 1)) {
            at = at.get(name) instanceof ObjectNode known ? known : at.putObject(name);
        }
        at.set(field.get(field.size() - 1), value);
    }

    private static ObjectNode patch(JsonNode object) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put(
                "resourceVersion",
                object.path("metadata").path("resourceVersion").asText());
        metadata.putObject(ANNOTATIONS);
        return patch;
    }
}
