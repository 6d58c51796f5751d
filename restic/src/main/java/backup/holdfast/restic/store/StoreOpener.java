package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.Container;
import backup.holdfast.restic.repository.RepositoryLocation.Local;
import backup.holdfast.restic.repository.RepositoryLocation.Rclone;
import backup.holdfast.restic.repository.RepositoryLocation.Rest;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import backup.holdfast.restic.repository.RepositoryLocation.Sftp;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/** Opens the storage of a repository with what restic would open it with: its environment and its file of certificates. */
public final class StoreOpener {

    private final Clock clock;
    private final StoreLimits limits;

    public StoreOpener(Clock clock, StoreLimits limits) {
        this.clock = requireNonNull(clock, "clock is null");
        this.limits = requireNonNull(limits, "limits is null");
    }

    /** Opens it, without asking it anything yet. */
    public StoreOpening open(Repository repository) {
        RepositoryLocation location = repository.location();
        if (location instanceof Local local) {
            Path folder = Path.of(local.path()).toAbsolutePath();
            return new StoreOpening.Opened(new PatientStore(
                    new PathStore(folder, clock, limits), limits.call(), new PathFailures(folder).hangs()));
        }
        if (location instanceof S3 s3) {
            return new S3Opener(s3, repository, clock, limits).open();
        }
        if (location instanceof Rest rest) {
            return new RestOpener(rest, repository, clock, limits).open();
        }
        return new StoreOpening.NoView(backend(location));
    }

    private static String backend(RepositoryLocation location) {
        if (location instanceof Sftp) {
            return "SFTP";
        }
        if (location instanceof Rclone) {
            return "rclone";
        }
        if (location instanceof Container container) {
            return container.service().name().toLowerCase(Locale.ROOT);
        }
        return "unknown";
    }
}
