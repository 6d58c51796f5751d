package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.util.List;

/** Tells what has become of a Job. */
final class JobStatusWriter {

    private final KubeApi api;

    JobStatusWriter(KubeApi api) {
        this.api = requireNonNull(api, "api is null");
    }

    /** Writes the Job's status unless that is what it was told last. */
    void publish(Job job, JobRecord jobRecord, List<Pod> pods) {
        int active = jobRecord.isFinished()
                ? 0
                : (int) pods.stream().filter(JobPods::isActive).count();
        int terminating = (int) pods.stream()
                .filter(pod -> !JobPods.isOver(pod) && JobPods.isTerminating(pod))
                .count();
        int ready = (int) pods.stream()
                .filter(pod -> JobPods.isActive(pod) && JobPods.phase(pod).equals("Running"))
                .count();
        JobStatus status = new JobStatusBuilder()
                .withStartTime(jobRecord.startTime().orElse(null))
                .withActive(active)
                .withReady(Math.min(active, ready))
                .withTerminating(jobRecord.isFinished() ? 0 : terminating)
                .withSucceeded(jobRecord.succeeded())
                .withFailed(jobRecord.failed())
                .withNewUncountedTerminatedPods()
                .endUncountedTerminatedPods()
                .withConditions(jobRecord.conditions())
                .withCompletionTime(jobRecord
                        .condition("Complete")
                        .map(JobCondition::getLastTransitionTime)
                        .orElse(null))
                .build();
        if (jobRecord.startTime().isPresent() && !jobRecord.wasWritten(status)) {
            api.patchStatus(job, status);
            jobRecord.wrote(status);
            announceEnd(job, jobRecord);
        }
    }

    private void announceEnd(Job job, JobRecord jobRecord) {
        if (jobRecord.has("Complete")) {
            api.event(job, EventType.NORMAL, "Completed", "Job completed");
        }
        jobRecord
                .condition("Failed")
                .ifPresent(failed -> api.event(job, EventType.WARNING, failed.getReason(), failed.getMessage()));
    }
}
