package backup.holdfast.restic.store;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What errors of a file system mean for a repository in a folder. */
final class PathFailures {

    /** What Linux says of ESTALE, EHOSTDOWN, ENOTCONN, ETIMEDOUT and EREMOTEIO: the server behind a mount is lost. */
    private static final Pattern LOST_SERVER = Pattern.compile(
            "stale file handle|host is down|transport endpoint is not connected|connection timed out|remote i/o error",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DENIED =
            Pattern.compile("permission denied|operation not permitted", Pattern.CASE_INSENSITIVE);

    private final String folder;

    PathFailures(Path folder) {
        this.folder = folder.toString();
    }

    StoreFailure of(IOException failure) {
        String reason = reason(failure);
        if (failure instanceof AccessDeniedException || DENIED.matcher(reason).find()) {
            return denied();
        }
        if (LOST_SERVER.matcher(reason).find()) {
            return StoreFailure.of(
                    Kind.STALE_MOUNT,
                    folder,
                    "The file server behind " + folder + " is lost (" + reason
                            + "): check that it runs, then mount it anew.");
        }
        if (failure instanceof NotDirectoryException || reason.equals("Not a directory")) {
            return notAFolder();
        }
        if (failure instanceof NoSuchFileException) {
            return StoreFailure.of(
                    Kind.IO_ERROR, folder, "Part of " + folder + " vanished while it was looked at: try again.");
        }
        return StoreFailure.of(
                Kind.IO_ERROR, folder, folder + " can't be read (" + reason + "): check the disk or the file server.");
    }

    StoreFailure denied() {
        return StoreFailure.of(
                Kind.ACCESS_DENIED,
                folder,
                folder + " may not be read by this user: check its owner and mode, or the user of the mover.");
    }

    StoreFailure notAFolder() {
        return StoreFailure.of(
                Kind.NOT_A_FOLDER,
                folder,
                folder + " leads through a file where a folder is needed: check RESTIC_REPOSITORY.");
    }

    StoreFailure parentMissing(Path parent) {
        return StoreFailure.of(
                Kind.PARENT_MISSING,
                folder,
                "The folder " + parent + " is not there: check that the share is mounted, and RESTIC_REPOSITORY.");
    }

    StoreFailure hangs() {
        return StoreFailure.of(
                Kind.STALE_MOUNT,
                folder,
                folder + " does not answer: check that the file server behind it runs and can be reached.");
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException system) {
            return Optional.ofNullable(system.getReason())
                    .orElseGet(() -> failure.getClass().getSimpleName());
        }
        return Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
