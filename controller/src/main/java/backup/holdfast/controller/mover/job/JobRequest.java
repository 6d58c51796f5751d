package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.SelectPlan;
import java.util.Optional;

/**
 * All a mover's Job is made of.
 *
 * @param secretName the repository's Secret
 * @param options what the spec says about the pod
 * @param data the volume at {@code /data}; a mover that looks for a snapshot, or only forgets and prunes, sees none
 */
record JobRequest(
        MoverAssignment assignment,
        String secretName,
        ResticOptions options,
        Optional<VolumeSight> data,
        NodePlacement placement,
        Rights rights,
        String serviceAccount) {

    String jobName() {
        return assignment.plan() instanceof SelectPlan ? names().selectJob() : names().job();
    }

    /** What looks for a snapshot is done with once. */
    boolean hasCache() {
        return !(assignment.plan() instanceof SelectPlan);
    }

    JobNames names() {
        return new JobNames(assignment.owner());
    }

    /** What the mover may do to files that are not its own. */
    enum Rights {
        /** No more than its user. */
        PLAIN,
        /** Reads, writes and gives away any file, where the namespace allows it. */
        PRIVILEGED
    }
}
