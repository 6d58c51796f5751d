package backup.holdfast.controller.sync;

import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.util.Optional;

/** Where a repository is by what a status remembers of it. Pure. */
public final class RecordedStorage {
    private RecordedStorage() {}

    public static Optional<RepositoryLocation> location(ReplicationStatus status) {
        RepositoryStatus repository = status.restic().repository();
        if (repository == null || repository.url() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(RepositoryLocation.parse(repository.url()));
        } catch (MalformedLocationException e) {
            // Somebody else wrote that.
            return Optional.empty();
        }
    }

    /** Empty where nobody knows. */
    public static String endpoint(ReplicationStatus status) {
        return location(status).map(RepositoryLocation::endpoint).orElse("");
    }
}
