package backup.holdfast.replication.mover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be read from restic's cache without asking the repository: it keeps one folder per repository, named by its id. */
final class ResticCache {
    private static final Pattern REPOSITORY_ID = Pattern.compile("[0-9a-f]{64}");

    private ResticCache() {}

    /** The id of the repository, where the cache has seen only one. */
    static Optional<String> repositoryId(Path cache) {
        try (Stream<Path> entries = Files.list(cache)) {
            List<String> ids = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> REPOSITORY_ID.matcher(name).matches())
                    .toList();
            return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
