package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private static final String KIND_FIELD = "kind";
    private static final String RUN_ID_FIELD = "runId";

    private static final Map<String, Class<? extends MoverPlan>> KINDS = Map.of(
            "backup",
            BackupPlan.class,
            "select",
            SelectPlan.class,
            "restore",
            RestorePlan.class,
            "look",
            LookPlan.class);

    /** @throws IllegalArgumentException when the plan is larger than 64 KiB, which only absurdly long exclude lists can cause */
    public String encode(MoverPlan plan) {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put(VERSION_FIELD, VERSION);
        first.put(KIND_FIELD, kind(plan));
        String text = RecordJson.write(first, (Record) plan);
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
            Map<String, @Nullable Object> fields = JsonTree.object(text);
            int version = fields.remove(VERSION_FIELD) instanceof Integer number ? number : 0;
            if (version != VERSION) {
                throw new InvalidPlanException("the plan has version " + version + ", this mover knows " + VERSION
                        + ": controller and mover image must be of one release");
            }
            return RecordReader.STRICT.read(fields, type(fields.remove(KIND_FIELD)));
        } catch (UnreadableException e) {
            throw new InvalidPlanException("the plan cannot be read: " + e.getMessage());
        }
    }

    private static String kind(MoverPlan plan) {
        return KINDS.entrySet().stream()
                .filter(kind -> kind.getValue().isInstance(plan))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static Class<? extends MoverPlan> type(@Nullable Object kind) {
        if (kind instanceof String name && KINDS.containsKey(name)) {
            return KINDS.get(name);
        }
        throw new UnreadableException("this mover knows no plan of kind " + kind);
    }

    /** Whose plan it was meant to be, as far as even a plan that can't be carried out tells: so that its run can be answered. */
    public Optional<RunId> runIdOf(String text) {
        try {
            return JsonTree.object(text).get(RUN_ID_FIELD) instanceof String id && RunId.isRunId(id)
                    ? Optional.of(new RunId(id))
                    : Optional.empty();
        } catch (UnreadableException e) {
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
