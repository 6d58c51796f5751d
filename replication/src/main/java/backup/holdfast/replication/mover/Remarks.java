package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.model.BackupCounts;
import backup.holdfast.restic.model.RepositoryConfig;
import java.util.Optional;

/** What works, and could work better if somebody changed something outside of the spec. */
final class Remarks {
    private static final int OLD_FORMAT = 1;

    private Remarks() {}

    /** That the repository has the format before compression. */
    static Optional<String> oldFormat(RepositoryConfig config) {
        return config.version() != OLD_FORMAT
                ? Optional.empty()
                : Optional.of(
                        "The repository has format version 1: it works, but nothing in it is compressed. To upgrade it, run"
                                + " `restic migrate upgrade_repo_v2` once while nothing else uses it.");
    }

    /** That a copy of the volume on a new device looks changed to this restic although no file is. */
    static Optional<String> neverSkips(BackupPlan plan, BackupCounts counts, ResticClient restic) {
        boolean onlyFolders = counts.filesNew() == 0
                && counts.filesChanged() == 0
                && counts.filesUnmodified() > 0
                && counts.dirsChanged() > 0;
        return plan.scope().unchanged() == Unchanged.SKIP
                        && onlyFolders
                        && !restic.knows(ResticBinary.DEVICE_ID_FOR_HARDLINKS)
                ? Optional.of("No file changed, but this restic does not know the feature "
                        + ResticBinary.DEVICE_ID_FOR_HARDLINKS
                        + ": to it each point-in-time copy is a new device on which every folder changed, so there is a"
                        + " snapshot at every sync. restic 0.18 and 0.19 know it.")
                : Optional.empty();
    }
}
