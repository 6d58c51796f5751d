package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository in a folder, perhaps on a network file system. Changes nothing but the lock it is told to remove, and
 * nothing for longer than it takes to read the time. */
final class PathStore implements RepositoryStore {

    private final Path folder;
    private final Clock clock;
    private final StoreLimits limits;
    private final PathFailures failures;

    PathStore(Path folder, Clock clock, StoreLimits limits) {
        this.folder = requireNonNull(folder, "folder is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.failures = new PathFailures(folder);
    }

    @Override
    public StoreResult<RepositoryPresence> presence() {
        return reading(() -> FolderReader.isFolder(folder) ? presenceInside() : new Answered<>(new Absent()));
    }

    @Override
    public StoreResult<StoredLocks> locks() {
        return reading(() -> {
            StoreTime time = ownTime();
            List<StoredLock> locks = new ArrayList<>();
            for (Path file : FolderReader.entries(locksFolder())) {
                String name = FolderReader.name(file);
                // A lock may go while it is looked at.
                Optional<BasicFileAttributes> attributes =
                        LockId.isOne(name) ? FolderReader.attributes(file) : Optional.empty();
                attributes.ifPresent(it -> locks.add(StoredLock.at(
                        time, new LockId(name), it.size(), it.lastModifiedTime().toInstant())));
            }
            return new Answered<>(StoredLocks.of(locks, time));
        });
    }

    @Override
    public StoreResult<LockId> removeLock(LockId lock) {
        return reading(() -> {
            Files.deleteIfExists(locksFolder().resolve(lock.value()));
            return new Answered<>(lock);
        });
    }

    @Override
    public StoreResult<Siblings> siblings(int limit) {
        return reading(() -> new Neighbourhood(new FolderPlaces(folder, failures), limits.candidates()).search(limit));
    }

    @Override
    public StoreResult<StoredSizes> sizes() {
        return reading(() -> {
            SizeTally tally = new SizeTally(limits.objects());
            FolderReader.tally(folder, tally);
            return new Answered<>(tally.sizes());
        });
    }

    @Override
    public StoreResult<StoreTime> storeTime() {
        return new Answered<>(ownTime());
    }

    @Override
    public StoreResult<StoreTime> timeOfWriting() {
        return reading(() -> {
            Path probe = Files.createTempFile(locksFolder(), ".holdfast-clock-", "");
            try {
                Instant written = Files.getLastModifiedTime(probe).toInstant();
                return new Answered<>(new StoreTime(written, clock.instant(), Clockwork.STORE));
            } finally {
                Files.deleteIfExists(probe);
            }
        });
    }

    @Override
    public void close() {
        // Holds nothing open.
    }

    private StoreResult<RepositoryPresence> presenceInside() throws IOException {
        Path config = folder.resolve(RepositoryPart.CONFIG.fileName());
        Optional<BasicFileAttributes> attributes = FolderReader.attributes(config);
        if (attributes.isPresent() && attributes.get().size() > 0) {
            return Files.isReadable(config)
                    ? new Answered<>(new Present(
                            attributes.get().size(),
                            Optional.of(attributes.get().lastModifiedTime().toInstant())))
                    : new Failed<>(failures.denied());
        }
        ConfigState state = attributes.isPresent() ? ConfigState.EMPTY : ConfigState.MISSING;
        return new Answered<>(RepositoryPresence.without(state, FolderReader.contents(folder)));
    }

    private Path locksFolder() {
        return folder.resolve(RepositoryPart.LOCKS.fileName());
    }

    private StoreTime ownTime() {
        Instant now = clock.instant();
        return new StoreTime(now, now, Clockwork.OWN);
    }

    /** Reads where the folder is there or could be there; without the one above it a share is not mounted. */
    private <T> StoreResult<T> reading(Reading<T> reading) {
        try {
            Optional<StoreFailure> obstacle = obstacle();
            return obstacle.isPresent() ? new Failed<>(obstacle.get()) : reading.read();
        } catch (IOException e) {
            return new Failed<>(failures.of(e));
        }
    }

    private Optional<StoreFailure> obstacle() throws IOException {
        Optional<BasicFileAttributes> itself = FolderReader.attributes(folder);
        if (itself.isPresent()) {
            return itself.get().isDirectory() ? Optional.empty() : Optional.of(failures.notAFolder());
        }
        Path parent = folder.getParent();
        if (parent == null || FolderReader.isFolder(parent)) {
            return Optional.empty();
        }
        return Optional.of(
                FolderReader.attributes(parent).isPresent() ? failures.notAFolder() : failures.parentMissing(parent));
    }

    private interface Reading<T> {
        StoreResult<T> read() throws IOException;
    }
}
