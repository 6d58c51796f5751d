package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be read from restic's cache without asking the repository: it keeps one folder per repository, named by its id. */
final class ResticCache {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    /** {@code snapshots/ab/ab12...}. */
    private static final int SNAPSHOT_DEPTH = 2;

    private final Path folder;

    ResticCache(Path folder) {
        this.folder = requireNonNull(folder, "folder is null");
    }

    /**
     * What restic saw of a repository when it last listed it.
     *
     * @param snapshots the ids of all its snapshots, of whichever host: restic reads those it has not seen before and drops from
     *     its cache those it does not find any more
     */
    record View(String repositoryId, Set<String> snapshots) {
        View {
            requireNonNull(repositoryId, "repositoryId is null");
            snapshots = Set.copyOf(snapshots);
        }
    }

    static boolean isId(String name) {
        return ID.matcher(name).matches();
    }

    /** The id of the repository, where the cache has seen only one. */
    Optional<String> onlyRepository() {
        Set<String> ids = opened().keySet();
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
    }

    /** When each repository was last opened: restic sets the time of its folder then. */
    Map<String, FileTime> opened() {
        Map<String, FileTime> times = new HashMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (isId(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    times.put(name, Files.getLastModifiedTime(entry));
                }
            }
            return times;
        } catch (IOException | UncheckedIOException e) {
            return Map.of();
        }
    }

    /**
     * What restic saw of the one repository that was opened since.
     *
     * @param before {@link #opened()} as it was then
     */
    Optional<View> viewSince(Map<String, FileTime> before) {
        List<String> since = opened().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        return since.size() == 1 ? snapshots(since.get(0)).map(ids -> new View(since.get(0), ids)) : Optional.empty();
    }

    private Optional<Set<String>> snapshots(String repositoryId) {
        Path snapshots = folder.resolve(repositoryId).resolve("snapshots");
        try (Stream<Path> files = Files.walk(snapshots, SNAPSHOT_DEPTH)) {
            return Optional.of(files.map(file -> file.getFileName().toString())
                    .filter(ResticCache::isId)
                    .collect(Collectors.toSet()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
