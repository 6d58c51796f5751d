package backup.holdfast.cli.repository;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The archive in which restic hands out a folder ({@code restic dump}). */
public final class Archive {
    private static final int OWNER_BITS = 0700;

    private Archive() {}

    /**
     * What was unpacked.
     *
     * @param leftOut what has no place here: device nodes, names this system does not know
     */
    public record Unpacked(long files, long bytes, List<String> leftOut) {
        public Unpacked {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * Unpacks what was below a folder of the snapshot. Links come last: nothing is written through one.
     *
     * @param folder as the snapshot calls it, absolute
     * @param target made here
     */
    public static Unpacked unpack(Path archive, String folder, Path target) throws IOException {
        Path root = Files.createDirectory(target).toAbsolutePath().normalize();
        List<String> leftOut = new ArrayList<>();
        Map<Path, TarArchiveEntry> later = new LinkedHashMap<>();
        long files = 0;
        long bytes = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = place(root, entry.getName(), folder);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    later.put(path, entry);
                } else if (entry.isSymbolicLink() || entry.isLink()) {
                    later.put(path, entry);
                } else if (entry.isFile() && !entry.isCharacterDevice() && !entry.isBlockDevice() && !entry.isFIFO()) {
                    Files.createDirectories(Objects.requireNonNull(path.getParent()));
                    bytes += Files.copy(tar, path);
                    files++;
                    adorn(path, entry);
                } else {
                    leftOut.add(entry.getName() + ", a device or pipe");
                }
            }
        }
        List<Map.Entry<Path, TarArchiveEntry>> rest = new ArrayList<>(later.entrySet());
        java.util.Collections.reverse(rest);
        for (Map.Entry<Path, TarArchiveEntry> one : rest) {
            finish(root, one.getKey(), one.getValue(), folder, leftOut);
        }
        return new Unpacked(files, bytes, leftOut);
    }

    private static void finish(Path root, Path path, TarArchiveEntry entry, String folder, List<String> leftOut)
            throws IOException {
        try {
            if (entry.isSymbolicLink()) {
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(path, place(root, entry.getLinkName(), folder));
            } else {
                adorn(path, entry);
            }
        } catch (UnsupportedOperationException | InvalidPathException e) {
            leftOut.add(entry.getName() + ", a link");
        }
    }

    private static Path place(Path root, String name, String folder) {
        String whole = name.startsWith("/") ? name : "/" + name;
        String below = whole.startsWith(folder) ? whole.substring(folder.length()) : whole;
        Path path = root.resolve(below.replaceFirst("^/+", "")).normalize();
        if (!path.startsWith(root)) {
            throw new StopException(
                    ExitCode.FAILED,
                    "the archive names " + name + ", which leads out of " + root,
                    "Nobody's backup does that.");
        }
        return path;
    }

    /** Its time and who may do what; its owner is whoever fetched it. */
    private static void adorn(Path path, TarArchiveEntry entry) throws IOException {
        Files.setLastModifiedTime(path, entry.getLastModifiedTime());
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, permissions(entry.getMode() | (entry.isDirectory() ? OWNER_BITS : 0)));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] byBit = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < byBit.length; bit++) {
            // They are declared in the order of ls: owner's first, read before write before execute.
            if ((mode & (1 << (byBit.length - 1 - bit))) != 0) {
                set.add(byBit[bit]);
            }
        }
        return set;
    }
}
