package backup.holdfast.testsupport.process;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a command under a host name of its own and where it sees no process but its own, as it would in a pod: so that restic's locks look
 * foreign to everybody else. Needs Linux namespaces ({@code unshare}, util-linux).
 */
public final class Isolation {

    private static final List<String> UNSHARE =
            List.of("unshare", "--pid", "--uts", "--mount-proc", "--fork", "--kill-child");
    private static final String SET_HOST_NAME = "printf %s \"$0\" > /proc/sys/kernel/hostname && exec \"$@\"";

    private Isolation() {}

    /** Whether this user on this machine may do that. Tried once. */
    public static boolean available() {
        return Tried.WORKS;
    }

    private static final class Tried {
        static final boolean WORKS = Trial.succeeds(isolated("probe", List.of("true")));
    }

    /**
     * The command under this host name; where that is not possible, the calling test is aborted and says so. Killing the process that runs
     * it kills the command.
     */
    public static List<String> command(String hostName, List<String> command) {
        Assumptions.assumeTrue(
                available(),
                "needs Linux namespaces: run it as root (in a container: privileged), with util-linux installed");
        return isolated(hostName, command);
    }

    private static List<String> isolated(String hostName, List<String> command) {
        List<String> isolated = new ArrayList<>(UNSHARE);
        isolated.addAll(List.of("sh", "-c", SET_HOST_NAME, hostName));
        isolated.addAll(command);
        return List.copyOf(isolated);
    }
}
