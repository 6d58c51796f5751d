package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A repository in a folder that was there before a backup. Where its mount goes away in the middle, restic makes the folders anew in
 * what is left, writes the rest there, and calls it a success; storage that answers each request can't be lost like that.
 */
record RepositoryFolder(Path folder) {
    RepositoryFolder {
        requireNonNull(folder, "folder is null");
    }

    /** Nothing for other storage, and for a folder that holds no repository. */
    static Optional<RepositoryFolder> at(RepositoryLocation location) {
        return location instanceof RepositoryLocation.Local local
                ? Optional.of(new RepositoryFolder(Path.of(local.path()))).filter(RepositoryFolder::isThere)
                : Optional.empty();
    }

    /** Whether a snapshot that was saved is where the repository is. */
    boolean holds(String snapshotId) {
        return isThere() && Files.exists(folder.resolve("snapshots").resolve(snapshotId));
    }

    /** In words, that it does not. */
    static String lost(SnapshotId snapshot, String url) {
        return "snapshot " + snapshot.shortForm() + " was saved, and is not in " + url
                + ": what is mounted there went away during the backup";
    }

    private boolean isThere() {
        return Files.exists(folder.resolve("config"));
    }
}
