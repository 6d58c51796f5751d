package backup.holdfast.replication.mover;

import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.process.NamedHostLauncher;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * restic under the host name of somebody else: the one way to have it remove the lock of a dead process before that is half an hour old.
 * For storage that only restic can look at. A pod has no right to it; a mover of root on a machine has.
 */
final class HostNames {
    private static final Path OWN = Path.of("/proc/sys/kernel/hostname");

    private final ResticBinary binary;
    private final ProcessLauncher launcher;
    private final Repository repository;

    HostNames(ResticBinary binary, ProcessLauncher launcher, Repository repository) {
        this.binary = binary;
        this.launcher = launcher;
        this.repository = repository;
    }

    /** Absent where this process may not take another name. */
    Optional<ResticClient> as(String hostname) {
        NamedHostLauncher named = new NamedHostLauncher(launcher, hostname);
        return named.works(repository.environment())
                ? Optional.of(new ResticClient(binary, named, repository))
                : Optional.empty();
    }

    /** Under a name that no other machine has, lest restic asks for processes of others: absent where there is none. */
    Optional<ResticClient> asNobodyElse(String unique) {
        return isOwn(unique) ? Optional.of(new ResticClient(binary, launcher, repository)) : as(unique);
    }

    private static boolean isOwn(String hostname) {
        try {
            return Files.readString(OWN).strip().equals(hostname);
        } catch (IOException e) {
            return false;
        }
    }
}
