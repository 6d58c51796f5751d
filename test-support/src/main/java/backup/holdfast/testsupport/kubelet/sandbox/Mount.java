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
        READ_WRITE("rw"),
        READ_ONLY("ro");

        private final String word;

        Access(String word) {
            this.word = word;
        }
    }

    /** The line of the sandbox's plan. */
    String line() {
        return access.word + "\t" + source + "\t" + target + "\n";
    }

    /** Outer folders are mounted before what is mounted in them. */
    long depth() {
        return target.chars().filter(letter -> letter == '/').count();
    }
}
