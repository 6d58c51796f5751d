package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverWait;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has the name under which a mover's Job is made. The name is what keeps two controllers from running two movers for one object: a
 * Job is created, never replaced. Pure.
 */
sealed interface JobSlot {
    /** Nobody: the Job can be made. */
    record Free() implements JobSlot {}

    /** The run itself. */
    record Ours(Job job) implements JobSlot {}

    /** A Job of the same object whose mover has ended: it stays until the next one starts, which is now. */
    record Leftover(Job job) implements JobSlot {}

    /** About to be free. */
    record Clearing() implements JobSlot {}

    /** Somebody who has to end, or to go, first. */
    record Taken(MoverWait why) implements JobSlot {}

    /** How long a Job may take to go before that is worth a word. */
    Duration GONE_WITHIN = Duration.ofMinutes(1);

    /**
     * @param found the Job of that name
     * @param pods those of the run it is labelled with
     */
    static JobSlot of(RunOwner owner, RunId run, Optional<Job> found, List<Pod> pods, Instant now) {
        if (found.isEmpty()) {
            return new Free();
        }
        Job job = found.get();
        String name = "Job " + job.getMetadata().getNamespace() + "/"
                + job.getMetadata().getName();
        Optional<RunId> labelled = JobWatch.run(job);
        if (labelled.filter(run::equals).isPresent()) {
            return new Ours(job);
        }
        if (job.getMetadata().getDeletionTimestamp() != null) {
            Instant deleted = Instant.parse(job.getMetadata().getDeletionTimestamp());
            return now.isBefore(deleted.plus(GONE_WITHIN)) ? new Clearing() : taken(name + " is being removed");
        }
        if (!isOfVolSyncOrUs(job)) {
            return taken(name + " is not Holdfast's: rename or remove it");
        }
        if (!owner.owns(job.getMetadata())) {
            return taken(name + " belongs to another object than " + owner.kind() + " " + owner.name() + " with UID "
                    + owner.uid());
        }
        if (labelled.isEmpty()) {
            return JobObserver.isFinished(job) ? new Leftover(job) : taken(name + " of VolSync is still at work");
        }
        boolean ended =
                pods.isEmpty() ? JobObserver.isFinished(job) : pods.stream().allMatch(PodObserver::hasEnded);
        return ended
                ? new Leftover(job)
                : taken(name + " of run " + labelled.get() + " has not ended: another controller's, or a lost one");
    }

    private static Taken taken(String detail) {
        return new Taken(new MoverWait(MoverWait.Cause.NAME_TAKEN, detail));
    }

    private static boolean isOfVolSyncOrUs(Job job) {
        Map<String, String> labels = job.getMetadata().getLabels();
        return labels != null
                && (labels.containsKey(HoldfastKeys.RUN)
                        || VolSyncKeys.CREATED_BY_VOLSYNC.equals(labels.get(VolSyncKeys.CREATED_BY)));
    }
}
