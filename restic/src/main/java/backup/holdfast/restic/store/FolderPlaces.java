package backup.holdfast.restic.store;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.Local;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The folders round a repository; the top is two above it, as a whole file system would be too much. */
final class FolderPlaces implements Places {

    private final Path own;
    private final Path top;
    private final PathFailures failures;

    FolderPlaces(Path own, PathFailures failures) {
        this.own = own;
        this.top = Optional.ofNullable(own.getParent())
                .map(parent -> Optional.ofNullable(parent.getParent()).orElse(parent))
                .orElse(own);
        this.failures = failures;
    }

    @Override
    public String own() {
        return top.relativize(own).toString();
    }

    @Override
    public StoreResult<List<String>> folders(String place) {
        try {
            List<String> folders = new ArrayList<>();
            for (Path entry : FolderReader.entries(top.resolve(place))) {
                if (Files.isDirectory(entry)) {
                    folders.add(top.relativize(entry).toString());
                }
            }
            return new Answered<>(folders);
        } catch (IOException e) {
            return new Failed<>(failures.of(e));
        }
    }

    /** {@code config} alone is a name anybody may have given a file. */
    @Override
    public StoreResult<Boolean> holdsRepository(String place) {
        Path folder = top.resolve(place);
        try {
            return new Answered<>(FolderReader.attributes(folder.resolve(RepositoryPart.CONFIG.fileName()))
                            .isPresent()
                    && FolderReader.isFolder(folder.resolve(RepositoryPart.KEYS.fileName())));
        } catch (IOException e) {
            StoreFailure failure = failures.of(e);
            return failure.kind() == Kind.NOT_A_FOLDER ? new Answered<>(false) : new Failed<>(failure);
        }
    }

    @Override
    public RepositoryLocation location(String place) {
        return new Local(top.resolve(place).toString());
    }
}
