package backup.holdfast.controller.mover.job;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the Job and the pods of a run say about its mover. Pure. */
record JobObserver(RunId run, Instant now) {
    /** The Job controller takes a moment, a busy one a few. */
    private static final Duration POD_WITHIN = Duration.ofSeconds(20);

    MoverObservation observe(JobSight sight) {
        if (sight.pods().isEmpty()) {
            return sight.job()
                    .map(job -> withoutPod(job, sight.refusals()))
                    .orElseGet(() -> withoutTrace(sight.history()));
        }
        List<MoverObservation> fates = sight.pods().stream()
                .map(pod -> new PodObserver(run, now).observe(pod))
                .toList();
        // There is one pod. Should there be two, the run is over when both are.
        return fates.stream()
                .filter(fate -> !(fate instanceof Ended))
                .findFirst()
                .orElseGet(() -> fates.stream()
                        .map(Ended.class::cast)
                        .max(Comparator.comparing(
                                (Ended ended) -> ended.outcome().isPresent()))
                        .orElseThrow());
    }

    private static MoverObservation withoutTrace(JobSight.History history) {
        return switch (history) {
            case NEVER_SEEN -> new Absent();
            case SEEN -> vanished("the mover's Job was removed, and its pod with it");
        };
    }

    private MoverObservation withoutPod(Job job, List<String> refusals) {
        Optional<JobCondition> failed = condition(job, "Failed");
        if (failed.isPresent()) {
            return failed(failed.get());
        }
        if (condition(job, "Complete").isPresent()) {
            return vanished("the mover's pod was removed before anybody read its outcome");
        }
        Instant created = Instant.parse(job.getMetadata().getCreationTimestamp());
        if (now.isBefore(created.plus(POD_WITHIN)) || job.getMetadata().getDeletionTimestamp() != null) {
            return new Running();
        }
        String detail = refusals.isEmpty()
                ? "there is no pod of Job " + job.getMetadata().getName() + " since " + created
                : String.join("; ", refusals);
        return new Waiting(new MoverWait(Cause.NO_POD, detail));
    }

    private MoverObservation failed(JobCondition failed) {
        String detail = "the mover's pod is gone without an outcome: " + failed.getReason()
                + (failed.getMessage() == null ? "" : ", " + failed.getMessage());
        return "DeadlineExceeded".equals(failed.getReason())
                ? new Ended(
                        Optional.of(MoverOutcome.cutOff(run, FailureClass.DEADLINE_EXCEEDED, detail, now)),
                        Proof.VANISHED,
                        detail)
                : vanished(detail);
    }

    private static Ended vanished(String detail) {
        return new Ended(Optional.empty(), Proof.VANISHED, detail);
    }

    static boolean isFinished(Job job) {
        return condition(job, "Failed").isPresent()
                || condition(job, "Complete").isPresent();
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                        .findFirst();
    }
}
