package backup.holdfast.testsupport.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs commands with fewer rights than root has, who reads and writes everything and so never sees a permission fail. Needs Linux, root and
 * {@code setpriv} (util-linux); a test that asks elsewhere is aborted and says so.
 */
public final class OtherUser {

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private OtherUser() {}

    /** The command as a user and group of these numbers, without root's capabilities or further groups. */
    public static List<String> command(int user, int group, List<String> command) {
        requireRootAndSetpriv();
        return prefixed(
                List.of(
                        SETPRIV.toString(),
                        "--reuid=" + user,
                        "--regid=" + group,
                        "--clear-groups",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        "--no-new-privs"),
                command);
    }

    /** The command as root without a single capability: what a container with {@code drop: [ALL]} and user 0 is. */
    public static List<String> rootWithoutCapabilities(List<String> command) {
        requireRootAndSetpriv();
        return prefixed(
                List.of(SETPRIV.toString(), "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"), command);
    }

    private static void requireRootAndSetpriv() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(SETPRIV),
                "needs to be root with setpriv: run it as root on Linux, with util-linux installed");
    }

    private static List<String> prefixed(List<String> prefix, List<String> command) {
        List<String> prefixed = new ArrayList<>(prefix);
        prefixed.addAll(command);
        return List.copyOf(prefixed);
    }
}
