package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One mount of an image of a file system, by a loop device of its own. For root on Linux. */
final class LoopDevice implements AutoCloseable {
    private final String device;

    private LoopDevice(String device) {
        this.device = device;
    }

    /** A new image with an ext4 in it. */
    static void format(Path image, long bytes) {
        try {
            Files.deleteIfExists(image);
            Files.createFile(image);
            command("truncate", "-s", Long.toString(bytes), image.toString());
            // Without a journal, what has been synced is on the device, whoever else still has it mounted.
            command("mkfs.ext4", "-q", "-F", "-O", "^has_journal", image.toString());
        } catch (IOException e) {
            throw new BenchException("cannot make an image at " + image + ": " + e.getMessage(), e);
        }
    }

    /** Takes the next free device: as long as another one is open, it is another number. */
    static LoopDevice attach(Path image) {
        return new LoopDevice(
                command("losetup", "--find", "--show", image.toString()).strip());
    }

    void mount(Path point, String options) {
        command("mount", "-o", options, device, point.toString());
    }

    static void unmount(Path point) {
        command("sync", "--file-system", point.toString());
        command("umount", point.toString());
    }

    /** The number of the device a folder is on. */
    static String numberOf(Path folder) {
        return command("stat", "-c", "%d", folder.toString()).strip();
    }

    @Override
    public void close() {
        command("losetup", "--detach", device);
    }

    private static String command(String... words) {
        try {
            Process process =
                    new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(String.join(" ", words) + ": " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new BenchException(words[0] + " can't be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
