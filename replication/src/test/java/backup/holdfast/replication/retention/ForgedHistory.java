package backup.holdfast.replication.retention;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.testsupport.files.ForgedRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Snapshots in a forged repository, as the retention rules know them. */
public record ForgedHistory(ForgedRepository repository) {
    public static ForgedHistory create(Path root, Random random) throws IOException {
        return new ForgedHistory(ForgedRepository.create(root, random));
    }

    public Path root() {
        return repository.root();
    }

    SnapshotInfo add(String host, List<String> paths, OffsetDateTime time) throws IOException {
        return add(host, paths, List.of(), time, ForgedRepository.NO_TREE);
    }

    /** @param tree the id of a tree in the repository */
    public SnapshotInfo add(String host, List<String> paths, List<String> tags, OffsetDateTime time, String tree)
            throws IOException {
        String id = repository.add(host, paths, tags, time, tree);
        return new SnapshotInfo(id, time, host, paths, tags, Optional.of(tree), Optional.empty());
    }
}
