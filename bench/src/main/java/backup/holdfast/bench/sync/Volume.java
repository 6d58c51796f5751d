package backup.holdfast.bench.sync;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The volume that is backed up: files of random bytes that do not compress, the same ones every time. */
final class Volume {
    private final Path root;
    private final int files;
    private final int bytesEach;
    private int edition;

    private Volume(Path root, int files, int bytesEach) {
        this.root = root;
        this.files = files;
        this.bytesEach = bytesEach;
    }

    /** Makes it, unless it is there already from an earlier bench: a finished one is marked beside it. */
    static Volume create(Path root, int files, int bytesEach) {
        Path mark = root.resolveSibling(root.getFileName() + "." + files + "x" + bytesEach);
        try {
            if (!Files.exists(mark)) {
                FileTrees.delete(root);
                FileTrees.many(root, files, bytesEach);
                Files.writeString(mark, "");
            }
            return new Volume(root, files, bytesEach);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the volume " + root, e);
        }
    }

    Path root() {
        return root;
    }

    String describe() {
        return files + " files, " + (long) files * bytesEach / (1024 * 1024) + " MiB";
    }

    /** Gives three files in different folders other contents. */
    void changeThreeFiles() {
        edition++;
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> sorted = all.filter(Files::isRegularFile).sorted().toList();
            for (int third = 0; third < 3; third++) {
                Path file = sorted.get(third * sorted.size() / 3);
                Files.writeString(file, "edition " + edition + " of " + file.getFileName() + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change the volume " + root, e);
        }
    }
}
