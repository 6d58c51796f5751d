package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.RunState.Terminated;
import backup.holdfast.testsupport.kubelet.RunState.Waiting;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** All that is known about one pod beyond what its user asked for. Its status is made from this alone. */
final class PodRecord {

    private final String uid;
    private final Supplier<String> now;
    private final Map<String, PodCondition> conditions = new LinkedHashMap<>();
    private final Map<String, RunState> containers = new LinkedHashMap<>();
    private final Map<String, RunState> initContainers = new LinkedHashMap<>();
    private boolean silent;
    private Optional<String> startTime = Optional.empty();
    private Optional<String> forcedPhase = Optional.empty();
    private Optional<String> reason = Optional.empty();
    private Optional<String> message = Optional.empty();

    /** @param now the time as objects tell it */
    PodRecord(String uid, Supplier<String> now) {
        this.uid = requireNonNull(uid, "uid is null");
        this.now = requireNonNull(now, "now is null");
    }

    /** Sets a condition; its time changes with its status only. */
    void condition(String type, boolean status, String why, String words) {
        String value = status ? "True" : "False";
        PodCondition before = conditions.get(type);
        String since = before != null && before.getStatus().equals(value) ? before.getLastTransitionTime() : now.get();
        conditions.put(
                type,
                new PodConditionBuilder()
                        .withType(type)
                        .withStatus(value)
                        .withReason(why.isEmpty() ? null : why)
                        .withMessage(words.isEmpty() ? null : words)
                        .withLastTransitionTime(since)
                        .build());
    }

    List<PodCondition> conditions() {
        return List.copyOf(conditions.values());
    }

    /** The pod has reached its node. */
    void arriveOnNode() {
        if (startTime.isEmpty()) {
            startTime = Optional.of(now.get());
        }
    }

    /** Nothing is heard of the pod's node. */
    void silence() {
        silent = true;
    }

    /** The pod's node is heard of. */
    void hear() {
        silent = false;
    }

    boolean isSilent() {
        return silent;
    }

    boolean isOnNode() {
        return startTime.isPresent();
    }

    Optional<String> startTime() {
        return startTime;
    }

    void container(String name, RunState state) {
        containers.put(name, requireNonNull(state, "state is null"));
    }

    void initContainer(String name, RunState state) {
        initContainers.put(name, requireNonNull(state, "state is null"));
    }

    /** The main containers, without those for initialization. */
    Map<String, RunState> containers() {
        return containers;
    }

    Optional<RunState> state(String container) {
        return Optional.ofNullable(containers.get(container))
                .or(() -> Optional.ofNullable(initContainers.get(container)));
    }

    boolean isInitialized() {
        return initContainers.values().stream()
                .allMatch(state -> state instanceof Terminated end && end.exitCode() == 0);
    }

    boolean hasFailedToInitialize() {
        return initContainers.values().stream()
                .anyMatch(state -> state instanceof Terminated end && end.exitCode() != 0);
    }

    /** The pod ends this way, whatever its containers say. */
    void fail(String why, String words) {
        forcedPhase = Optional.of("Failed");
        reason = Optional.of(why).filter(word -> !word.isEmpty());
        message = Optional.of(words).filter(word -> !word.isEmpty());
    }

    Optional<String> forcedPhase() {
        return forcedPhase;
    }

    Optional<String> reason() {
        return reason;
    }

    Optional<String> message() {
        return message;
    }

    /** Whether nothing of it will run any more. */
    boolean isOver() {
        return hasFailedToInitialize()
                || (!containers.isEmpty() && containers.values().stream().allMatch(Terminated.class::isInstance))
                || (forcedPhase.isPresent()
                        && containers.values().stream().noneMatch(RunState.Running.class::isInstance));
    }

    boolean isWaiting() {
        return containers.isEmpty() || containers.values().stream().allMatch(Waiting.class::isInstance);
    }

    /** An id like a container runtime's; always the same for the same container. */
    String containerId(String container) {
        UUID half = UUID.nameUUIDFromBytes((uid + "/" + container).getBytes(StandardCharsets.UTF_8));
        String letters = half.toString().replace("-", "");
        return "containerd://" + letters + letters;
    }
}
