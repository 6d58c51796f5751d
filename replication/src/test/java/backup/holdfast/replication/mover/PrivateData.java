package backup.holdfast.replication.mover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Shows a process a folder at {@code /data}, as a pod would, whether this machine has such a folder or not: in a mount namespace of
 * its own, on a root put together from everything else.
 */
final class PrivateData {
    private static final List<String> NAMESPACE = List.of("unshare", "--mount", "--propagation", "private");

    private static final String ENTER = """
            set -e
            volume=$0; root=$1; shift
            mount -t tmpfs none "$root"
            mkdir "$root/data"
            for top in /*; do
              here="$root$top"
              [ "$top" = /data ] && continue
              if [ -L "$top" ]; then ln -s "$(readlink "$top")" "$here"
              elif [ -d "$top" ]; then mkdir "$here" && mount --rbind "$top" "$here"
              fi
            done
            mount --bind "$volume" "$root/data"
            exec chroot "$root" "$@"
            """;

    private PrivateData() {}

    /**
     * To be put before a command. Aborts the calling test where it can't be done.
     *
     * @param root an existing, empty folder
     */
    static List<String> showing(Path volume, Path root) {
        Assumptions.assumeTrue(
                isPossible(), "needs a mount namespace: run it as root (in a container: privileged), on Linux");
        List<String> prefix = new ArrayList<>(NAMESPACE);
        prefix.addAll(List.of("sh", "-c", ENTER, volume.toString(), root.toString()));
        return prefix;
    }

    private static boolean isPossible() {
        List<String> probe = new ArrayList<>(NAMESPACE);
        probe.addAll(List.of("mount", "-t", "tmpfs", "none", "/tmp"));
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
