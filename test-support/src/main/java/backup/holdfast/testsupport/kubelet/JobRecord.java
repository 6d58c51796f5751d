package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the Job controller knows of one Job. */
final class JobRecord {

    private final Set<String> succeeded = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    private final List<JobCondition> conditions = new ArrayList<>();
    private final int succeededBefore;
    private final int failedBefore;
    private int attempts;
    private Optional<String> startTime;
    private Optional<String> expectedPod = Optional.empty();
    private Optional<JobStatus> written = Optional.empty();

    /** Goes on from what the Job's status says. */
    JobRecord(Job job) {
        Optional<JobStatus> status = Optional.ofNullable(job.getStatus());
        succeededBefore = status.map(JobStatus::getSucceeded).orElse(0);
        failedBefore = status.map(JobStatus::getFailed).orElse(0);
        attempts = succeededBefore + failedBefore;
        startTime = status.map(JobStatus::getStartTime);
        conditions.addAll(status.map(JobStatus::getConditions).orElse(List.of()));
    }

    int nextAttempt() {
        return attempts;
    }

    /** A pod has been made, which watches may not tell of yet. */
    void expect(String podName) {
        attempts++;
        expectedPod = Optional.of(podName);
    }

    Optional<String> expectedPod() {
        return expectedPod;
    }

    void expectNone() {
        expectedPod = Optional.empty();
    }

    void countSucceeded(String podUid) {
        succeeded.add(podUid);
    }

    void countFailed(String podUid) {
        failed.add(podUid);
    }

    void ignore(String podUid) {
        ignored.add(podUid);
    }

    boolean hasCounted(String podUid) {
        return succeeded.contains(podUid) || failed.contains(podUid) || ignored.contains(podUid);
    }

    int succeeded() {
        return succeededBefore + succeeded.size();
    }

    int failed() {
        return failedBefore + failed.size();
    }

    void start(String now) {
        startTime = startTime.or(() -> Optional.of(now));
    }

    Optional<String> startTime() {
        return startTime;
    }

    void condition(String type, String reason, String message, String now) {
        if (!has(type)) {
            conditions.add(new JobConditionBuilder()
                    .withType(type)
                    .withStatus("True")
                    .withReason(reason)
                    .withMessage(message)
                    .withLastProbeTime(now)
                    .withLastTransitionTime(now)
                    .build());
        }
    }

    boolean has(String type) {
        return condition(type).isPresent();
    }

    Optional<JobCondition> condition(String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type)
                        && condition.getStatus().equals("True"))
                .findFirst();
    }

    boolean isFinished() {
        return has("Complete") || has("Failed");
    }

    List<JobCondition> conditions() {
        return List.copyOf(conditions);
    }

    boolean wasWritten(JobStatus status) {
        return written.filter(status::equals).isPresent();
    }

    void wrote(JobStatus status) {
        written = Optional.of(status);
    }
}
