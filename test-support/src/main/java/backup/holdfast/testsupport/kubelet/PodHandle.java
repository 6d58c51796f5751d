package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** One pod: what it did, and what can be done to it. */
public final class PodHandle {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KubeletParts parts;
    private final Pod pod;

    PodHandle(KubeletParts parts, Pod pod) {
        this.parts = requireNonNull(parts, "parts is null");
        this.pod = requireNonNull(pod, "pod is null");
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    public String uid() {
        return pod.getMetadata().getUid();
    }

    /** The pod as the API has it now; empty if it is gone. */
    public Optional<Pod> now() {
        return Optional.ofNullable(parts.client()
                        .pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(name())
                        .get())
                .filter(found -> found.getMetadata().getUid().equals(uid()));
    }

    /** Waits until the pod is like this. */
    public Pod await(String what, Predicate<Pod> condition) {
        return Awaitility.await(name() + " " + what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::now, found -> found.filter(condition).isPresent())
                .orElseThrow();
    }

    /** Waits until its containers run. */
    public PodHandle awaitRunning() {
        await("runs", found -> JobPods.phase(found).equals("Running"));
        return this;
    }

    /** Waits until it has succeeded or failed. */
    public Pod awaitEnd() {
        return await("ends", JobPods::isOver);
    }

    /** Waits until the API has it no more. */
    public void awaitGone() {
        Awaitility.await(name() + " is gone")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> now().isEmpty());
    }

    /** What its containers printed so far; nothing of a pod that is gone. */
    public String logs() {
        return parts.loop()
                .call(() -> parts.agent().worker(uid()).map(PodWorker::log).orElse(""));
    }

    /** Whether any of its processes runs, whatever its status says. */
    public boolean isAlive() {
        return parts.loop()
                .call(() -> parts.agent().worker(uid()).map(PodWorker::isAlive).orElse(false));
    }

    /** The node runs short of something and ends the pod: {@code Failed}, {@code Evicted}, {@code DisruptionTarget}. */
    public void evict() {
        parts.loop().call(() -> {
            parts.agent()
                    .evict(
                            pod,
                            "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 100Mi. ");
            return name();
        });
    }

    /** Somebody empties the node through the eviction API: {@code DisruptionTarget}, then a deletion with the pod's grace. */
    public void drain() {
        parts.disruption().evictByApi(pod);
    }

    /** All of its memory is used up and the kernel kills the container: exit code 137, {@code OOMKilled}, no message of its own. */
    public void killByMemory() {
        eachRun(run -> run.killFor("OOMKilled"));
    }

    /** The kernel kills only this program of the container, as it may where memory is not the container's as a whole; how many it found. */
    public int killChildByMemory(String program) {
        return parts.loop()
                .call(() -> worker().runs().values().stream()
                        .mapToInt(run -> run.process().killChildren(program))
                        .sum());
    }

    /** Kills its containers with SIGKILL: exit code 137, {@code Error}. */
    public void kill() {
        eachRun(run -> run.process().kill());
    }

    /** Stops its processes where they are. */
    public void freeze() {
        eachRun(run -> run.process().freeze());
    }

    /** Lets them go on. */
    public void thaw() {
        eachRun(run -> run.process().thaw());
    }

    private void eachRun(Consumer<ContainerRun> work) {
        parts.loop().call(() -> {
            worker().runs().values().forEach(work);
            return name();
        });
    }

    private PodWorker worker() {
        return parts.agent().worker(uid()).orElseThrow(() -> new IllegalStateException(name() + " runs nowhere"));
    }

    @Override
    public String toString() {
        return name();
    }
}
