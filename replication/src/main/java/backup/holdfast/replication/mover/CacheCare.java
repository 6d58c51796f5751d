package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps restic's cache from standing in the way of a run. restic itself reads again what is damaged inside its files; but since
 * 0.19 it fails where it cannot open the cache at all, and any restic fails when the cache is full. The cache belongs to one
 * source, and all of it can be had again from the repository.
 */
final class CacheCare {
    /** restic writes bare digits, and takes anything else for no cache of its own. */
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");

    private static final List<String> PARTS = List.of("data", "index", "snapshots");

    private final Path folder;

    CacheCare(Path folder) {
        this.folder = requireNonNull(folder, "folder is null");
    }

    /**
     * What restic can expect of the cache.
     *
     * @param usable whether it may be given to restic
     * @param note what was found and done, for people
     */
    record Condition(boolean usable, Optional<String> note) {
        Condition {
            requireNonNull(note, "note is null");
        }
    }

    /** Removes what restic would stumble over, before it does. */
    Condition prepare() {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                return unusable("it cannot be written");
            }
            int damaged = 0;
            for (Path repository : repositories()) {
                if (!isSound(repository)) {
                    delete(repository);
                    damaged++;
                }
            }
            return new Condition(
                    true,
                    damaged == 0
                            ? Optional.empty()
                            : Optional.of("The cache in " + folder + " was damaged: it is made anew."));
        } catch (IOException | UncheckedIOException e) {
            return unusable(String.valueOf(e.getMessage()));
        }
    }

    private Condition unusable(String why) {
        return new Condition(
                false, Optional.of("This run goes without a cache and is slower: " + folder + " is unusable, " + why));
    }

    /** Makes room by removing the caches of all repositories but this one, or of all. Left is what can't be removed. */
    void keepOnly(@Nullable String repositoryId) {
        try {
            for (Path repository : repositories()) {
                if (!repository.getFileName().toString().equals(repositoryId)) {
                    delete(repository);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // It is in nobody's way: whatever needs the room will say so.
        }
    }

    private List<Path> repositories() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> ResticCache.isId(entry.getFileName().toString()))
                    .toList();
        }
    }

    /** Whether restic could open it, as far as that can be told without restic. */
    private static boolean isSound(Path repository) throws IOException {
        if (!Files.isDirectory(repository, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(repository)) {
            return false;
        }
        for (String part : PARTS) {
            Path path = repository.resolve(part);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !(Files.isDirectory(path) && Files.isWritable(path))) {
                return false;
            }
        }
        Path version = repository.resolve("version");
        return (Files.notExists(version) || isVersion(version)) && canBeMarked(repository);
    }

    private static boolean isVersion(Path file) {
        try {
            return Files.size(file) < 100
                    && VERSION.matcher(Files.readString(file)).matches();
        } catch (IOException e) {
            return false;
        }
    }

    /** restic sets the time of the folder it opens, which only the owner may: it fails after a change of the mover's user. */
    private static boolean canBeMarked(Path repository) {
        try {
            Files.setLastModifiedTime(repository, Files.getLastModifiedTime(repository));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
