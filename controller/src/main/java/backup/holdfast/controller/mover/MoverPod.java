package backup.holdfast.controller.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.ResticOptions;

/**
 * What a mover that runs in a pod needs to know beside its plan.
 *
 * @param secretName the repository's Secret: a pod refers to its keys, so that their values stay where they are
 * @param options what the spec says about the pod and the volumes around it
 */
public record MoverPod(String secretName, ResticOptions options) {
    public MoverPod {
        requireNonNull(secretName, "secretName is null");
        requireNonNull(options, "options is null");
    }
}
