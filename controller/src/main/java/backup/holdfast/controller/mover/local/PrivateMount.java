package backup.holdfast.controller.mover.local;

import backup.holdfast.replication.plan.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a mover its volume at {@code /data}, as a pod would: restic records the path it stands in, and that path is half of a
 * snapshot's identity. The mover enters a mount namespace of its own with a root made of bind mounts, and a host name of its own;
 * both vanish with the process and nothing of it is seen outside. Linux, and the right to mount (CAP_SYS_ADMIN), are needed.
 */
final class PrivateMount {
    private static final Logger log = LoggerFactory.getLogger(PrivateMount.class);

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

    private static final String NO_RIGHT = "this process may not make a mount namespace (root with CAP_SYS_ADMIN can)";

    private static final List<String> UNSHARE =
            List.of("unshare", "--mount", "--uts", "--propagation", "private", "--");

    private PrivateMount() {}

    /** Why it can't be done here, in words for a person; asked once, by doing it with a command that does nothing. */
    static Optional<String> obstacle(LocalMoverOptions options) {
        if (needsHostsData(options)) {
            return Optional.of("Holdfast itself keeps files below " + Identity.VOLUME_PATH);
        }
        return works(Path.of(System.getProperty("java.io.tmpdir"))) ? Optional.empty() : Optional.of(NO_RIGHT);
    }

    /** The volume hides what the host has there. */
    private static boolean needsHostsData(LocalMoverOptions options) {
        return options.state().startsWith(Identity.VOLUME_PATH)
                || options.command().stream().anyMatch(word -> word.startsWith(Identity.VOLUME_PATH + "/"));
    }

    /** @param scratch where to try it; nothing stays there */
    static boolean works(Path scratch) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory(scratch, "holdfast-mount");
            Path volume = Files.createDirectory(folder.resolve("volume"));
            Path root = Files.createDirectory(folder.resolve("root"));
            return succeeds(wrap("holdfast-trial", volume, root, List.of("true")));
        } catch (IOException e) {
            return false;
        } finally {
            delete(folder);
        }
    }

    private static boolean succeeds(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve("volume"));
            Files.deleteIfExists(folder.resolve("root"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.debug("could not remove {}: {}", folder, e.getMessage());
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
