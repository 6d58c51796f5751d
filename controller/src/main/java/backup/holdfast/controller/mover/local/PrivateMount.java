package backup.holdfast.controller.mover.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows a mover its volume at {@code /data}, as a pod would: restic records the path it stands in, and that path is half of a
 * snapshot's identity. The mover enters a mount namespace of its own with a root made of bind mounts, and a host name of its own;
 * both vanish with the process and nothing of it is seen outside. Linux, and the right to mount (CAP_SYS_ADMIN), are needed.
 */
final class PrivateMount {
    // sh takes the values as arguments, so none of them is ever parsed as a command.
    private static final String ENTER = """
            set -eu
            run_id=$1 volume=$2 root=$3
            shift 3
            printf '%s' "$run_id" > /proc/sys/kernel/hostname
            mount -t tmpfs -o mode=0755 holdfast "$root"
            for entry in /* /.[!.]*; do
              name=${entry#/}
              if [ "$name" = data ]; then continue
              elif [ -L "$entry" ]; then cp -P "$entry" "$root/$name"
              elif [ -d "$entry" ]; then mkdir "$root/$name"; mount --rbind "$entry" "$root/$name"
              elif [ -e "$entry" ]; then : > "$root/$name"; mount --bind "$entry" "$root/$name"
              fi
            done
            mkdir "$root/data"
            mount --bind "$volume" "$root/data"
            exec chroot "$root" "$@"
            """;

    private static final List<String> UNSHARE =
            List.of("unshare", "--mount", "--uts", "--propagation", "private", "--");

    private PrivateMount() {}

    /** Whether this process may do it here; asked once, by trying. */
    static boolean isPossible() {
        List<String> trial = new ArrayList<>(UNSHARE);
        trial.addAll(List.of("mount", "-t", "tmpfs", "holdfast", "/mnt"));
        try {
            Process process = new ProcessBuilder(trial)
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

    /**
     * The command that runs {@code command} with the volume at {@code /data}. It replaces itself by the command, so the process id
     * stays the same.
     *
     * @param root an empty folder to build the private root on
     */
    static List<String> wrap(String runId, Path volume, Path root, List<String> command) {
        List<String> wrapped = new ArrayList<>(UNSHARE);
        wrapped.addAll(List.of("sh", "-c", ENTER, "holdfast-mover", runId, volume.toString(), root.toString()));
        wrapped.addAll(command);
        return wrapped;
    }
}
