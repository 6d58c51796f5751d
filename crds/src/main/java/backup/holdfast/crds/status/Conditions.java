package backup.holdfast.crds.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The conditions of one object. Setting one keeps its {@code lastTransitionTime} while its status stays the same, as the
 * Kubernetes API conventions ask, and keeps conditions that others wrote.
 */
public final class Conditions {
    private final List<Condition> conditions;
    private final long generation;
    private final Instant now;

    /** @param generation of the spec these conditions speak about */
    public Conditions(List<Condition> before, long generation, Instant now) {
        this.conditions = new ArrayList<>(before);
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** What is known about a condition: its three possible statuses. */
    public enum Truth {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String text;

        Truth(String text) {
            this.text = text;
        }
    }

    public Conditions set(String type, Truth truth, String reason, String message) {
        Optional<Condition> before = conditions.stream()
                .filter(c -> Objects.equals(c.getType(), type))
                .findFirst();
        String since = before.filter(c -> truth.text.equals(c.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElse(now.toString());
        Condition condition = new ConditionBuilder()
                .withType(type)
                .withStatus(truth.text)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .withObservedGeneration(generation)
                .build();
        before.ifPresentOrElse(
                old -> conditions.set(conditions.indexOf(old), condition), () -> conditions.add(condition));
        return this;
    }

    /** For conditions that only exist while something is wrong. */
    public Conditions remove(String type) {
        conditions.removeIf(c -> Objects.equals(c.getType(), type));
        return this;
    }

    public List<Condition> toList() {
        return List.copyOf(conditions);
    }
}
