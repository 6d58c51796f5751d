package backup.holdfast.controller.mover.job;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * What the cluster shows of one run.
 *
 * @param job of the run
 * @param pods of the run; one that is gone as it was when its container had ended, if that was seen
 * @param refusals why no pod could be made, in the cluster's words
 */
record JobSight(Optional<Job> job, List<Pod> pods, List<String> refusals, History history) {
    JobSight {
        requireNonNull(job, "job is null");
        pods = List.copyOf(pods);
        refusals = List.copyOf(refusals);
        requireNonNull(history, "history is null");
    }

    /** Whether there has been a Job of the run, as far as this process knows. */
    enum History {
        SEEN,
        NEVER_SEEN
    }
}
