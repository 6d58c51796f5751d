package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Plays the Job controller, for Jobs of one pod at a time and one success. */
final class JobControl {

    private static final int USUAL_BACKOFF_LIMIT = 6;

    private final ClusterView view;
    private final KubeApi api;
    private final PodFaults faults;
    private final UnaryOperator<Pod> admission;
    private final Clock clock;
    private final JobStatusWriter writer;
    private final Map<String, JobRecord> records = new HashMap<>();

    /** @param admission what the cluster's policies make of a pod before it is created */
    JobControl(ClusterView view, KubeApi api, PodFaults faults, UnaryOperator<Pod> admission, Clock clock) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.faults = requireNonNull(faults, "faults is null");
        this.admission = requireNonNull(admission, "admission is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.writer = new JobStatusWriter(api);
    }

    /** One pass over all Jobs. */
    void reconcile() {
        List<Job> jobs = view.jobs();
        Set<String> present =
                jobs.stream().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
        records.keySet().retainAll(present);
        for (Job job : jobs) {
            api.attempt(job, () -> reconcile(job));
        }
        for (Pod pod : view.pods()) {
            boolean orphan = JobPods.owner(pod)
                    .filter(owner -> !present.contains(owner.getUid()))
                    .isPresent();
            if (orphan) {
                api.attempt(pod, () -> api.removeFinalizer(pod, JobPods.TRACKING));
            }
        }
    }

    private void reconcile(Job job) {
        JobRecord jobRecord = records.computeIfAbsent(job.getMetadata().getUid(), uid -> new JobRecord(job));
        List<Pod> pods =
                view.pods().stream().filter(pod -> JobPods.isOf(pod, job)).toList();
        if (jobRecord.isFinished() || job.getMetadata().getDeletionTimestamp() != null) {
            writer.publish(job, jobRecord, pods);
            release(pods, jobRecord);
            expire(job, jobRecord);
            return;
        }
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            pods.stream().filter(JobPods::isActive).forEach(api::delete);
            return;
        }
        jobRecord.start(api.now());
        pods.forEach(pod -> count(job, jobRecord, pod));
        judge(job, jobRecord);
        if (jobRecord.has("FailureTarget") || jobRecord.has("SuccessCriteriaMet")) {
            finish(jobRecord, pods);
        } else {
            createWhatIsDue(job, jobRecord, pods);
        }
        writer.publish(job, jobRecord, pods);
        release(pods, jobRecord);
    }

    private void count(Job job, JobRecord jobRecord, Pod pod) {
        String uid = pod.getMetadata().getUid();
        if (jobRecord.hasCounted(uid) || !JobPods.isTracked(pod)) {
            return;
        }
        boolean waitsForEnd = job.getSpec().getPodFailurePolicy() != null
                || "Failed".equals(job.getSpec().getPodReplacementPolicy());
        if (JobPods.phase(pod).equals("Succeeded")) {
            jobRecord.countSucceeded(uid);
        } else if (JobPods.phase(pod).equals("Failed") || (!waitsForEnd && JobPods.isTerminating(pod))) {
            FailurePolicy.Verdict verdict = FailurePolicy.judge(job, pod);
            if (verdict instanceof FailurePolicy.Verdict.FailJob reason) {
                jobRecord.condition("FailureTarget", "PodFailurePolicy", reason.message(), api.now());
            }
            if (verdict instanceof FailurePolicy.Verdict.Ignore) {
                jobRecord.ignore(uid);
            } else {
                jobRecord.countFailed(uid);
            }
        }
    }

    private void judge(Job job, JobRecord jobRecord) {
        JobSpec spec = job.getSpec();
        int backoffLimit = Optional.ofNullable(spec.getBackoffLimit()).orElse(USUAL_BACKOFF_LIMIT);
        if (jobRecord.has("FailureTarget")) {
            return;
        }
        if (jobRecord.succeeded() > 0) {
            jobRecord.condition(
                    "SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods", api.now());
        } else if (jobRecord.failed() > backoffLimit) {
            jobRecord.condition(
                    "FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit", api.now());
        } else if (spec.getActiveDeadlineSeconds() != null
                && jobRecord
                        .startTime()
                        .filter(start -> !clock.instant()
                                .isBefore(Instant.parse(start).plusSeconds(spec.getActiveDeadlineSeconds())))
                        .isPresent()) {
            jobRecord.condition(
                    "FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline", api.now());
        }
    }

    /** A Job is over when none of its pods runs any more. */
    private void finish(JobRecord jobRecord, List<Pod> pods) {
        pods.stream().filter(JobPods::isActive).forEach(api::delete);
        if (jobRecord.expectedPod().isPresent() || pods.stream().anyMatch(pod -> !JobPods.isOver(pod))) {
            return;
        }
        JobCondition target = jobRecord
                .condition("FailureTarget")
                .or(() -> jobRecord.condition("SuccessCriteriaMet"))
                .orElseThrow();
        String type = target.getType().equals("FailureTarget") ? "Failed" : "Complete";
        jobRecord.condition(type, target.getReason(), target.getMessage(), api.now());
    }

    private void createWhatIsDue(Job job, JobRecord jobRecord, List<Pod> pods) {
        awaitExpected(job, jobRecord, pods);
        boolean replacesTerminating = job.getSpec().getPodFailurePolicy() == null
                && !"Failed".equals(job.getSpec().getPodReplacementPolicy());
        boolean busy = pods.stream()
                .anyMatch(pod -> !JobPods.isOver(pod) && !(replacesTerminating && JobPods.isTerminating(pod)));
        if (busy || jobRecord.expectedPod().isPresent()) {
            return;
        }
        Pod pod = admission.apply(JobPods.pod(job, jobRecord.nextAttempt()));
        try {
            if (faults.creation().isPresent()) {
                throw new KubernetesClientException(
                        "pods \"" + pod.getMetadata().getName() + "\" is forbidden: "
                                + faults.creation().get(),
                        HttpURLConnection.HTTP_FORBIDDEN,
                        null);
            }
            api.create(pod);
            jobRecord.expect(pod.getMetadata().getName());
            api.event(
                    job,
                    EventType.NORMAL,
                    "SuccessfulCreate",
                    "Created pod: " + pod.getMetadata().getName());
        } catch (KubernetesClientException e) {
            if (e.getCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
                throw e;
            }
            api.event(job, EventType.WARNING, "FailedCreate", "Error creating: " + e.getMessage());
        }
    }

    /** Until watches tell of a pod that was made, it counts as active; unless it is gone before they do. */
    private void awaitExpected(Job job, JobRecord jobRecord, List<Pod> pods) {
        Optional<String> expected = jobRecord.expectedPod();
        if (expected.isEmpty()) {
            return;
        }
        boolean seen = pods.stream().anyMatch(pod -> pod.getMetadata().getName().equals(expected.get()));
        if (seen
                || api.client()
                                .pods()
                                .inNamespace(job.getMetadata().getNamespace())
                                .withName(expected.get())
                                .get()
                        == null) {
            jobRecord.expectNone();
        }
    }

    /** What has been counted, and is in the Job's status, may go. */
    private void release(List<Pod> pods, JobRecord jobRecord) {
        for (Pod pod : pods) {
            if (JobPods.isTracked(pod)
                    && (jobRecord.isFinished()
                            || jobRecord.hasCounted(pod.getMetadata().getUid()))) {
                api.attempt(pod, () -> api.removeFinalizer(pod, JobPods.TRACKING));
            }
        }
    }

    private void expire(Job job, JobRecord jobRecord) {
        Integer seconds = job.getSpec().getTtlSecondsAfterFinished();
        Optional<JobCondition> end = jobRecord.condition("Complete").or(() -> jobRecord.condition("Failed"));
        if (seconds != null
                && end.isPresent()
                && job.getMetadata().getDeletionTimestamp() == null
                && !clock.instant()
                        .isBefore(
                                Instant.parse(end.get().getLastTransitionTime()).plusSeconds(seconds))) {
            api.delete(job);
        }
    }
}
