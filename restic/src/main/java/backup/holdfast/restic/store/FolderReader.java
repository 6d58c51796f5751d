package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads folders of repositories. What is not there is an answer; everything else that goes wrong is an exception. */
final class FolderReader {

    private static final int MOST_ENTRIES = 1000;

    /** {@code data/00/pack} is the deepest of restic's layout. */
    private static final int DEPTH = 3;

    /** Made by mkfs at the top of a volume and readable by root alone. */
    private static final Set<String> OF_THE_FILE_SYSTEM = Set.of("lost+found");

    private FolderReader() {}

    static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static boolean isFolder(Path path) throws IOException {
        return attributes(path).map(BasicFileAttributes::isDirectory).orElse(false);
    }

    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** What lies directly in a folder, a thousand entries at most; nothing if it is not there. */
    static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (entries.size() == MOST_ENTRIES) {
                    break;
                }
                if (!OF_THE_FILE_SYSTEM.contains(name(entry))) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw requireNonNull(e.getCause(), "an iteration that failed has a cause");
        }
        return entries;
    }

    /** What a folder holds. Empty folders of restic's layout are left out: they are what a removed repository leaves behind. */
    static List<String> contents(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (!isFolder(entry)) {
                names.add(name(entry));
            } else if (RepositoryPart.ofFolder(name(entry)).isEmpty() || holdsAFile(entry)) {
                names.add(name(entry) + "/");
            }
        }
        return names;
    }

    static void tally(Path folder, SizeTally tally) throws IOException {
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                tally.add(folder.relativize(file).toString(), attributes.isRegularFile() ? attributes.size() : 0);
                return tally.isCutShort() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean holdsAFile(Path folder) throws IOException {
        SizeTally one = new SizeTally(1);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                one.add(name(file), 0);
                return FileVisitResult.TERMINATE;
            }
        });
        return one.isFull();
    }

    /** Passes over what vanishes under way and what belongs to the file system. */
    private abstract static class Visitor extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return OF_THE_FILE_SYSTEM.contains(name(directory))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException
                    || failure instanceof FileSystemLoopException
                    || OF_THE_FILE_SYSTEM.contains(name(file))) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
