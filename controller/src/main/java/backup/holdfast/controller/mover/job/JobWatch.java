package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.Watches;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Hears of every change of a mover's Job or pod, and wakes whom it concerns. */
final class JobWatch implements AutoCloseable {
    private final RunMemory memory;
    private final Consumer<RunOwner> wake;
    private final Watches watches = new Watches();

    private JobWatch(RunMemory memory, Consumer<RunOwner> wake) {
        this.memory = memory;
        this.wake = wake;
    }

    /** @param namespaces empty means all */
    static JobWatch start(KubernetesClient client, Set<String> namespaces, RunMemory memory, Consumer<RunOwner> wake) {
        JobWatch watch = new JobWatch(memory, wake);
        if (namespaces.isEmpty()) {
            watch.watches.follow(
                    client.batch().v1().jobs().inAnyNamespace().withLabel(HoldfastKeys.RUN), watch::saw, watch::went);
            watch.watches.follow(client.pods().inAnyNamespace().withLabel(HoldfastKeys.RUN), watch::saw, watch::went);
        }
        for (String namespace : namespaces) {
            watch.watches.follow(
                    client.batch().v1().jobs().inNamespace(namespace).withLabel(HoldfastKeys.RUN),
                    watch::saw,
                    watch::went);
            watch.watches.follow(
                    client.pods().inNamespace(namespace).withLabel(HoldfastKeys.RUN), watch::saw, watch::went);
        }
        return watch;
    }

    @Override
    public void close() {
        watches.close();
    }

    private void saw(Job job) {
        run(job).ifPresent(memory::sawJob);
        owner(job).ifPresent(wake);
    }

    private void went(Job job) {
        owner(job).ifPresent(wake);
    }

    private void saw(Pod pod) {
        // What stays can be read when somebody looks.
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            owner(pod).ifPresent(wake);
        } else {
            went(pod);
        }
    }

    /** Gone, or about to be. */
    private void went(Pod pod) {
        if (PodObserver.hasEnded(pod)) {
            run(pod).ifPresent(run -> memory.sawEnd(run, pod));
        }
        owner(pod).ifPresent(wake);
    }

    static Optional<RunId> run(HasMetadata object) {
        return value(object.getMetadata().getLabels(), HoldfastKeys.RUN)
                .filter(RunId::isRunId)
                .map(RunId::new);
    }

    private static Optional<RunOwner> owner(HasMetadata object) {
        return value(object.getMetadata().getAnnotations(), HoldfastKeys.OWNER)
                .map(text -> text.split("/", -1))
                .filter(parts -> parts.length == 3)
                .map(parts -> new RunOwner(parts[0], object.getMetadata().getNamespace(), parts[1], parts[2]));
    }

    private static Optional<String> value(Map<String, String> entries, String key) {
        return entries == null ? Optional.empty() : Optional.ofNullable(entries.get(key));
    }
}
