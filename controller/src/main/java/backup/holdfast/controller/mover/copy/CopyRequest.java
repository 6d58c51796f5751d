package backup.holdfast.controller.mover.copy;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/**
 * A copy that a run needs.
 *
 * @param options what the spec says about it
 * @param source the claim to copy
 */
public record CopyRequest(
        RunOwner owner, RunId run, Method method, ResticOptions options, PersistentVolumeClaim source) {
    public CopyRequest {
        requireNonNull(owner, "owner is null");
        requireNonNull(run, "run is null");
        requireNonNull(method, "method is null");
        requireNonNull(options, "options is null");
        requireNonNull(source, "source is null");
    }

    /** How the copy is made. */
    public enum Method {
        /** A volume cloned by its driver. */
        CLONE,
        /** A volume made from a snapshot. */
        SNAPSHOT
    }

    CopyNames names() {
        return new CopyNames(owner, run);
    }
}
