package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.SelectPlan;
import java.time.Duration;
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
    /** Longer than its question is valid: while it is there, no second one is made. */
    private static final Duration LOOK_STAYS_FOR = LookRequest.VALID_FOR.multipliedBy(3);

    String jobName() {
        if (assignment.plan() instanceof LookPlan look) {
            return names().lookJob(look.runId());
        }
        return assignment.plan() instanceof SelectPlan ? names().selectJob() : names().job();
    }

    /** What only looks into the repository is done with once. */
    boolean hasCache() {
        return hasVolume(assignment.plan());
    }

    /** Whether it is about a volume, be it mounted or not. */
    static boolean hasVolume(MoverPlan plan) {
        return !(plan instanceof SelectPlan || plan instanceof LookPlan);
    }

    /** How long its Job stays when it has ended; of others one takes the place of the one before. */
    Optional<Duration> staysFor() {
        return assignment.plan() instanceof LookPlan ? Optional.of(LOOK_STAYS_FOR) : Optional.empty();
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
