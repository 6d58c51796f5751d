package backup.holdfast.testsupport.kubelet.sandbox;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What runs in a sandbox and what it sees.
 *
 * @param command looked up on the environment's {@code PATH}
 * @param environment all of it
 * @param workingDirectory absolute
 */
public record SandboxPlan(
        List<String> command,
        Map<String, String> environment,
        String hostName,
        String workingDirectory,
        List<Mount> mounts,
        RootFiles rootFiles,
        Rights rights) {

    public SandboxPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        requireNonNull(hostName, "hostName is null");
        requireNonNull(workingDirectory, "workingDirectory is null");
        mounts = List.copyOf(mounts);
        requireNonNull(rootFiles, "rootFiles is null");
        requireNonNull(rights, "rights is null");
    }

    /** What of the file system, apart from mounts, can be written. The host's own folders never can. */
    public enum RootFiles {
        /** The root itself, {@code /tmp}, {@code /root}, {@code /home}, {@code /run} and {@code /var/tmp}: the container's own, empty at first. */
        WRITABLE,
        READ_ONLY
    }

    /** Names the variables, not what is in them. */
    @Override
    public String toString() {
        return "SandboxPlan[" + command + " on " + hostName + " in " + workingDirectory + ", " + rights + ", "
                + rootFiles + ", " + mounts + ", variables " + environment.keySet() + "]";
    }
}
