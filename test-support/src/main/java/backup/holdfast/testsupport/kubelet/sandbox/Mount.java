package backup.holdfast.testsupport.kubelet.sandbox;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A file or folder of the host that a container sees.
 *
 * @param target where the container sees it, absolute
 */
public record Mount(Path source, String target, Access access) {

    public Mount {
        requireNonNull(source, "source is null");
        requireNonNull(access, "access is null");
        if (!target.startsWith("/") || target.equals("/")) {
            throw new IllegalArgumentException("not a place to mount at: " + target);
        }
    }

    /** What the container may do there. */
    public enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /** Outer folders are mounted before what is mounted in them. */
    long depth() {
        return target.chars().filter(letter -> letter == '/').count();
    }

    /** Whether the other is mounted somewhere in this one. */
    boolean holds(Mount other) {
        return other.target.startsWith(target + "/");
    }

    /** The line of a table of mounts, with the container's root at this folder. */
    String line(Path root) {
        String options = switch (access) {
            case READ_WRITE -> "rbind,X-mount.mkdir";
            case READ_ONLY -> "rbind,ro,X-mount.mkdir";
        };
        return escaped(source.toString()) + " " + escaped(root + target) + " none " + options + " 0 0\n";
    }

    static String escaped(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
