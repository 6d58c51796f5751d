package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder fetched programs live in: one folder {@code <tool>-<version>} each, with the program in it under the tool's name. Shared by
 * all processes of a build; whoever changes it holds its lock.
 */
final class ToolFolder {

    private static final long LOCK_POLL_MILLIS = 100;

    private final Path root;

    ToolFolder(Path root) {
        this.root = requireNonNull(root, "root is null");
    }

    /** Where it is. It is made when first needed. */
    Path root() {
        return root;
    }

    /** Programs of this name that were fetched earlier, of whatever version. */
    List<Path> installed(String tool) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, tool + "-*")) {
                for (Path folder : folders) {
                    Path executable = folder.resolve(tool);
                    if (Files.isExecutable(executable)) {
                        found.add(executable);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** An empty folder to unpack into. Whoever asks deletes it. */
    Path workFolder() throws IOException {
        Files.createDirectories(root);
        return Files.createTempDirectory(root, ".work-");
    }

    /** Makes a filled work folder the home of this version of the tool and returns the program there. */
    Path install(String tool, ToolVersion version, Path work, Path executable) throws IOException {
        Path link = work.resolve(tool);
        if (!link.equals(executable)) {
            Files.createSymbolicLink(link, work.relativize(executable));
        }
        Path home = root.resolve(tool + "-" + version);
        FileTrees.delete(home);
        Files.move(work, home);
        return home.resolve(tool);
    }

    /** Waits until nobody else, in this process or another, holds the folder. */
    Lock lock() throws IOException {
        Files.createDirectories(root);
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (tryLock(channel) == null) {
                Thread.sleep(LOCK_POLL_MILLIS);
            }
            return new Lock(channel);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByAnotherThread) {
            return null;
        }
    }

    /** The folder is ours until this is closed. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
