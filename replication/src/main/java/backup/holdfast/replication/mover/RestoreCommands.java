package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.ResticVersion;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.model.SnapshotId;

/** A plan's restore as options of restic's restore. */
final class RestoreCommands {
    /** Labels are the node's, which sets its own when a pod mounts the volume; a mover may not set any. */
    private static final String SELINUX = "security.selinux";

    private static final ResticVersion SINCE_EXCLUDE_XATTR = new ResticVersion(0, 18, 0);

    private RestoreCommands() {}

    /** @param restic what will carry it out: older ones can't leave out an attribute */
    static RestoreOptions of(RestorePlan plan, ResticClient restic) {
        RestoreOptions options = unverified(plan, restic);
        return plan.verification() == Verification.CONTENT ? options.verify() : options;
    }

    /** The same without reading anything afterwards, as a dry run must be. */
    static RestoreOptions unverified(RestorePlan plan, ResticClient restic) {
        // Holes stay holes: a disk image of a virtual machine would else fill a volume it came from.
        RestoreOptions options = RestoreOptions.of(
                        SnapshotRef.whole(new SnapshotId(plan.snapshotId())),
                        plan.workspace().data())
                .sparse()
                .overwrite(
                        switch (plan.overwrite()) {
                            case ALWAYS -> RestoreOptions.Overwrite.ALWAYS;
                            case IF_CHANGED -> RestoreOptions.Overwrite.IF_CHANGED;
                            case IF_NEWER -> RestoreOptions.Overwrite.IF_NEWER;
                            case NEVER -> RestoreOptions.Overwrite.NEVER;
                        });
        if (restic.isAtLeast(SINCE_EXCLUDE_XATTR)) {
            options = options.excludeXattr(SELINUX);
        }
        for (String path : plan.include()) {
            options = options.include(path);
        }
        if (plan.extraFiles() == ExtraFiles.DELETE) {
            // No snapshot holds it, and the file system needs it. restic takes either includes or excludes.
            String lostAndFound = "/" + Volume.LOST_AND_FOUND;
            options = plan.include().isEmpty()
                    ? options.delete().exclude(lostAndFound)
                    : options.delete().include("!" + lostAndFound);
        }
        return options;
    }
}
