package backup.holdfast.testsupport.files;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Builds a folder step by step. Paths are relative; parents are made. Contents follow from the path, and all times are the same, so the same
 * steps make the same tree. Not for use by several threads.
 */
public final class TreeBuilder {

    /** The modification time of everything built. */
    public static final FileTime MODIFIED = FileTime.from(Instant.parse("2026-01-02T03:04:05.678901234Z"));

    private static final int BUFFER = 64 * 1024;
    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private final Path root;

    /** Builds below this folder, which is made if need be. */
    public TreeBuilder(Path root) throws IOException {
        this.root = Files.createDirectories(requireNonNull(root, "root is null"));
    }

    /** A file of incompressible bytes; nothing if the file system's character set has no way to write its name. */
    public TreeBuilder file(String path, long size) throws IOException {
        if (!isExpressible(path)) {
            return this;
        }
        Random random = new Random(path.hashCode());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(withParents(path)), BUFFER)) {
            byte[] block = new byte[BUFFER];
            for (long left = size; left > 0; left -= BUFFER) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(BUFFER, left));
            }
        }
        return this;
    }

    /** A file with this text. */
    public TreeBuilder text(String path, String text) throws IOException {
        Files.writeString(withParents(path), text);
        return this;
    }

    /** An empty folder. */
    public TreeBuilder folder(String path) throws IOException {
        Files.createDirectories(root.resolve(path));
        return this;
    }

    /** A file that is one hole. */
    public TreeBuilder hole(String path, long size) throws IOException {
        return sparse(path, size, List.of());
    }

    /** A file with a few bytes at its start and at its end, and a hole between. */
    public TreeBuilder holeWithEnds(String path, long size) throws IOException {
        return sparse(path, size, List.of(0L, size - path.length()));
    }

    /** Another name for a file that is there. */
    public TreeBuilder hardLink(String path, String existing) throws IOException {
        Files.createLink(withParents(path), root.resolve(existing));
        return this;
    }

    /** A link whose target is taken as it is, there or not. */
    public TreeBuilder symbolicLink(String path, String target) throws IOException {
        Files.createSymbolicLink(withParents(path), Path.of(target));
        return this;
    }

    /** The permission bits, set-user-id and sticky included. */
    public TreeBuilder mode(String path, int mode) throws IOException {
        Files.setAttribute(root.resolve(path), "unix:mode", mode);
        return this;
    }

    /** The numbers of owner and group. For root only; clears set-user-id. */
    public TreeBuilder owner(String path, int user, int group) throws IOException {
        Files.setAttribute(root.resolve(path), "unix:uid", user);
        Files.setAttribute(root.resolve(path), "unix:gid", group);
        return this;
    }

    /** Sets the times. To be called last: whatever is built later changes its folder's time. */
    public void finish() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            // The inner ones first.
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                // Java cannot set the time of a link itself.
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, MODIFIED);
                }
            }
        }
    }

    private TreeBuilder sparse(String path, long size, List<Long> positionsWithData) throws IOException {
        byte[] data = new byte[path.length()];
        new Random(path.hashCode()).nextBytes(data);
        try (SeekableByteChannel file = Files.newByteChannel(
                withParents(path),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            for (long position : positionsWithData) {
                file.position(position).write(ByteBuffer.wrap(data));
            }
            if (file.size() < size) {
                // The last byte gives the length; it is a zero like the hole before it.
                file.position(size - 1).write(ByteBuffer.wrap(new byte[1]));
            }
        }
        return this;
    }

    private Path withParents(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(requireNonNull(file.getParent(), "a file needs a folder"));
        return file;
    }

    private static boolean isExpressible(String path) {
        return NAMES.newEncoder().canEncode(path);
    }
}
