package backup.holdfast.cli.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a run, and all that is needed to finish or undo it: written before each step is done.
 *
 * @param by who started it, for people
 * @param before what each field was before it was taken, by {@link #key}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
        String id,
        String namespace,
        String startedAt,
        String by,
        Direction direction,
        Ending ending,
        List<Item> items,
        List<Progress> steps,
        Map<String, JsonNode> before) {

    /** Where it is going. */
    public enum Direction {
        FORWARD,
        BACK
    }

    /** How it ended. */
    public enum Ending {
        OPEN,
        SUCCEEDED,
        ROLLED_BACK
    }

    /** How far a step is. */
    public enum State {
        PENDING,
        BEGUN,
        DONE
    }

    /** A step, and how far it is. */
    public record Progress(Step step, State state) {
        public Progress {
            requireNonNull(step, "step is null");
            requireNonNull(state, "state is null");
        }
    }

    public RunRecord {
        requireNonNull(id, "id is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(by, "by is null");
        requireNonNull(direction, "direction is null");
        requireNonNull(ending, "ending is null");
        items = List.copyOf(items);
        steps = List.copyOf(steps);
        before = new LinkedHashMap<>(before);
    }

    /** A run that has done nothing yet. */
    public static RunRecord begin(
            String id,
            String namespace,
            Instant startedAt,
            String by,
            List<Item> items,
            List<Step> steps,
            Map<String, JsonNode> before) {
        return new RunRecord(
                id, namespace, startedAt.toString(), by, Direction.FORWARD, Ending.OPEN, items, pending(steps), before);
    }

    /** Of what is taken: the key of its value in {@link #before}. */
    public static String key(ObjectRef object) {
        return object.kind() + "/" + object.namespace() + "/" + object.name();
    }

    /** The command line that goes on with it. */
    public String toContinue() {
        return "restore continue " + id + " -n " + namespace;
    }

    /** The command line that undoes it. */
    public String toRollBack() {
        return "restore rollback " + id + " -n " + namespace;
    }

    public boolean isOpen() {
        return ending == Ending.OPEN;
    }

    /** The first step that is not done; empty when all are. */
    public Optional<Integer> next() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).state() != State.DONE) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** The item that a destination fills. */
    public Item item(String destination) {
        return items.stream()
                .filter(it -> it.destination().equals(destination))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("run " + id + " has no destination " + destination));
    }

    public RunRecord with(int index, State state) {
        List<Progress> changed = new ArrayList<>(steps);
        changed.set(index, new Progress(steps.get(index).step(), state));
        return new RunRecord(id, namespace, startedAt, by, direction, ending, items, changed, before);
    }

    public RunRecord remember(ObjectRef object, JsonNode value) {
        Map<String, JsonNode> more = new LinkedHashMap<>(before);
        more.put(key(object), value);
        return new RunRecord(id, namespace, startedAt, by, direction, ending, items, steps, more);
    }

    public RunRecord with(Item item) {
        List<Item> changed = items.stream()
                .map(it -> it.claim().equals(item.claim()) ? item : it)
                .toList();
        return new RunRecord(id, namespace, startedAt, by, direction, ending, changed, steps, before);
    }

    /** Turned round: from now on it undoes, by these steps. */
    public RunRecord back(List<Item> how, List<Step> undo) {
        return new RunRecord(id, namespace, startedAt, by, Direction.BACK, ending, how, pending(undo), before);
    }

    public RunRecord ended() {
        Ending how = direction == Direction.FORWARD ? Ending.SUCCEEDED : Ending.ROLLED_BACK;
        return new RunRecord(id, namespace, startedAt, by, direction, how, items, steps, before);
    }

    private static List<Progress> pending(List<Step> steps) {
        return steps.stream().map(it -> new Progress(it, State.PENDING)).toList();
    }
}
