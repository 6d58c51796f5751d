package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells a file from another that took its place: no write, copy or rename leaves all of these as they were. The time of the
 * last change of the inode can't be set by any program.
 */
public record FileIdentity(Path path, long bytes, FileTime modified, FileTime changed) {
    public FileIdentity {
        requireNonNull(path, "path is null");
        requireNonNull(modified, "modified is null");
        requireNonNull(changed, "changed is null");
    }

    /** Of the file a path leads to, links followed; absent where the file system does not tell. */
    public static Optional<FileIdentity> of(Path path) {
        try {
            BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class);
            return Files.getAttribute(path, "unix:ctime") instanceof FileTime changed
                    ? Optional.of(
                            new FileIdentity(path.toAbsolutePath(), basic.size(), basic.lastModifiedTime(), changed))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return path + " " + bytes + " " + modified + " " + changed;
    }
}
