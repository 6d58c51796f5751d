package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/** The mark of a workload whose volume is being restored: nobody scales it up but the run that set the mark. */
public record Hold(String runId) {

    public Hold {
        requireNonNull(runId, "runId is null");
    }

    /** The mark on the object. One without a run id holds all the same. */
    public static Optional<Hold> on(HasMetadata workload) {
        Map<String, String> annotations = workload.getMetadata().getAnnotations();
        return annotations == null
                ? Optional.empty()
                : Optional.ofNullable(annotations.get(HoldfastKeys.HOLD)).map(runId -> new Hold(runId.strip()));
    }
}
