package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of a snapshot's tree.
 *
 * @param path absolute within the snapshot
 * @param type restic's word: file, dir, symlink, dev, chardev, fifo, socket
 * @param size bytes; zero for anything but files
 * @param permissions as {@code ls -l} shows them
 */
public record TreeNode(
        String path,
        String name,
        String type,
        long size,
        long uid,
        long gid,
        String permissions,
        Optional<Instant> modified) {

    public TreeNode {
        requireNonNull(path, "path is null");
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(permissions, "permissions is null");
        requireNonNull(modified, "modified is null");
    }
}
