package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.job.JobSight.History;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of runs and may be gone when somebody looks: a pod that is deleted, by a drain or by hand, takes its outcome along
 * seconds after its mover has written it.
 */
final class RunMemory {
    /** More runs than end between two looks. Forgetting one costs no more than its outcome. */
    private static final int RUNS = 1000;

    private final Map<RunId, Optional<Pod>> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Optional<Pod>> eldest) {
            return size() > RUNS;
        }
    };

    synchronized void sawJob(RunId run) {
        seen.putIfAbsent(run, Optional.empty());
    }

    /** @param pod whose mover has ended */
    synchronized void sawEnd(RunId run, Pod pod) {
        seen.put(run, Optional.of(pod));
    }

    synchronized History history(RunId run) {
        return seen.containsKey(run) ? History.SEEN : History.NEVER_SEEN;
    }

    synchronized Optional<Pod> ended(RunId run) {
        return seen.getOrDefault(run, Optional.empty());
    }

    synchronized void forget(RunId run) {
        seen.remove(run);
    }
}
