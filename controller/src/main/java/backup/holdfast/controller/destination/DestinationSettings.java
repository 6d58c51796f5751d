package backup.holdfast.controller.destination;

import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The spec of a ReplicationDestination, understood: every value valid, every default filled in.
 *
 * @param resolvedSchedule the schedule as it is kept, for {@code status.schedule}
 * @param conduct of the controller: in recovery a missing snapshot fails, whatever the spec says
 * @param path under which the snapshots are filed; absent: that of the volume's place
 */
record DestinationSettings(
        Trigger trigger,
        Optional<String> resolvedSchedule,
        SchedulePolicy policy,
        Target target,
        Image image,
        String secretName,
        Optional<CertificateReference> customCertificate,
        String host,
        Optional<String> path,
        WantedSnapshot wanted,
        Missing missing,
        Conduct conduct,
        Duration missingWait,
        Writing writing,
        Saving saving,
        CacheAfterwards cacheAfterwards,
        Limits limits,
        Tuning tuning) {

    /** The volume to restore into. */
    sealed interface Target {
        String claimName();

        /** Somebody's own. */
        record Existing(String claimName) implements Target {}

        /**
         * Made for the restore.
         *
         * @param storageClass absent: the cluster's default
         */
        record Provisioned(
                String claimName,
                Quantity capacity,
                List<String> accessModes,
                Optional<String> storageClass,
                Afterwards afterwards)
                implements Target {}
    }

    /** What becomes of a volume that was made for the restore, when a snapshot of it is good. */
    enum Afterwards {
        KEEP,
        DELETE
    }

    /** What a good restore is offered as. */
    sealed interface Image {
        /** The volume itself. */
        record TheVolume() implements Image {}

        /** A VolumeSnapshot of it. */
        record OfASnapshot(Optional<String> snapshotClass) implements Image {}
    }

    /** What there being no snapshot means, where the spec says it. */
    enum Missing {
        FAIL,
        CONTINUE,
        /** Not said: whether it may go on depends on what was asked for and on what the store answers. */
        BY_WHAT_WAS_ASKED
    }

    /** Whether what is in the volume is saved before anything in it is overwritten. */
    enum Saving {
        REQUIRED,
        IF_POSSIBLE,
        NEVER,
        /** Not said: it is where somebody asks for a restore into a volume of their own. */
        BY_WHO_ASKS
    }

    /**
     * How files are written.
     *
     * @param include restic patterns; empty means all
     */
    record Writing(List<String> include, ExtraFiles extraFiles, Overwrite overwrite, Verification verification) {}

    /** What becomes of restic's cache after a good restore. */
    enum CacheAfterwards {
        KEEP,
        DELETE
    }
}
