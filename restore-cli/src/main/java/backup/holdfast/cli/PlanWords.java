package backup.holdfast.cli;

import backup.holdfast.cli.run.Handle;
import com.fasterxml.jackson.databind.JsonNode;

/** Says what taking an object changes. */
final class PlanWords {
    private PlanWords() {}

    static String change(Handle handle, JsonNode before) {
        return switch (handle) {
            case HOLD_REPLICAS ->
                before.asInt() == 0
                        ? ": is at 0 already, and stays so"
                        : ": " + before.asInt() + " -> 0, and " + before.asInt() + " again afterwards";
            case HOLD_CRON, SUSPEND -> before.asBoolean() ? ": is suspended already, and stays so" : "";
            case SUSPEND_BY_ANNOTATION ->
                before.asText().equals("disabled") ? ": is suspended already, and stays so" : "";
            case AUTOMATED_SYNC ->
                before.isNull() ? ": does not synchronize by itself, and stays so" : ": automated sync";
            case GENERATION -> ": updates of its Applications";
            case AUTOSCALER, SCALED_OBJECT -> "";
        };
    }
}
