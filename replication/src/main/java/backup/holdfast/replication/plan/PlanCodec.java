package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Plan to JSON and back. A plan travels in one environment variable, so it has a size limit; and it decides what is deleted, so a
 * mover that does not know a plan's version or one of its fields refuses it.
 */
public final class PlanCodec {
    /** The environment variable a mover reads its plan from. */
    public static final String ENVIRONMENT_VARIABLE = "HOLDFAST_PLAN";

    /** Raised whenever an older mover must not carry out a newer plan. */
    static final int VERSION = 1;

    private static final int MAX_BYTES = 64 * 1024;
    private static final String VERSION_FIELD = "version";
    private static final String RUN_ID_FIELD = "runId";

    private final ObjectMapper json =
            PlanJson.mapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    /** @throws IllegalArgumentException when the plan is larger than 64 KiB, which only absurdly long exclude lists can cause */
    public String encode(MoverPlan plan) {
        ObjectNode tree = json.createObjectNode().put(VERSION_FIELD, VERSION);
        tree.setAll((ObjectNode) json.valueToTree(plan));
        String text = tree.toString();
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the plan of " + plan.runId() + " has " + bytes + " bytes, the limit is "
                    + MAX_BYTES + ": shorten spec.restic.exclude");
        }
        return text;
    }

    /** @throws InvalidPlanException when the text is no plan, or one of another version */
    public MoverPlan decode(String text) {
        try {
            JsonNode tree = json.readTree(text);
            if (!(tree instanceof ObjectNode plan)) {
                throw new InvalidPlanException("the plan is not a JSON object");
            }
            int version = plan.path(VERSION_FIELD).asInt(0);
            if (version != VERSION) {
                throw new InvalidPlanException("the plan has version " + version + ", this mover knows " + VERSION
                        + ": controller and mover image must be of one release");
            }
            plan.remove(VERSION_FIELD);
            return json.treeToValue(plan, MoverPlan.class);
        } catch (JsonProcessingException e) {
            throw new InvalidPlanException("the plan cannot be read: " + e.getOriginalMessage());
        }
    }

    /** Whose plan it was meant to be, as far as even a plan that can't be carried out tells: so that its run can be answered. */
    public Optional<RunId> runIdOf(String text) {
        try {
            String id = json.readTree(text).path(RUN_ID_FIELD).asText();
            return RunId.isRunId(id) ? Optional.of(new RunId(id)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A plan that must not be carried out. */
    public static final class InvalidPlanException extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidPlanException(String message) {
            super(message);
        }
    }
}
