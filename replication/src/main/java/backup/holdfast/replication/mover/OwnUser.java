package backup.holdfast.replication.mover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As whom the mover runs. */
final class OwnUser {
    private static final String ROOT = "0";

    private OwnUser() {}

    /** The number of this process's user; root's where the system does not say. */
    static String id() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return ROOT;
        }
    }

    static boolean isRoot() {
        return id().equals(ROOT);
    }
}
