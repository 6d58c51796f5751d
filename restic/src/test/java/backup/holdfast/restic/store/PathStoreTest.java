package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.Local;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Foreign;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import backup.holdfast.restic.store.StoredSizes.Extent;
import backup.holdfast.restic.store.StoredSizes.Size;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.files.VolSyncRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final LockId LOCK = new LockId("0a".repeat(32));
    private static final LockId OTHER_LOCK = new LockId("1b".repeat(32));

    @TempDir
    private Path folder;

    @Test
    void shouldSeeTheRepositoryVolSyncWrote() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);

        assertThat(presence(repository))
                .isEqualTo(new Answered<>(new Present(
                        Files.size(repository.resolve("config")),
                        Optional.of(Files.getLastModifiedTime(repository.resolve("config"))
                                .toInstant()))));
    }

    @Test
    void shouldFollowALinkToTheRepository() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        Path link = Files.createSymbolicLink(folder.resolve("link"), repository);

        assertThat(presence(link)).isEqualTo(presence(repository));
        assertThat(store(link).sizes()).isEqualTo(store(repository).sizes());
    }

    @Test
    void shouldSayAbsentOfAFolderThatIsEmptyOrNotThereYet() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(presence(empty)).isEqualTo(new Answered<>(new Absent()));
        assertThat(presence(folder.resolve("not-yet"))).isEqualTo(new Answered<>(new Absent()));
    }

    @Test
    void shouldSayAbsentOfEmptyFoldersARemovedRepositoryLeftBehind() throws IOException {
        Files.createDirectories(folder.resolve("data").resolve("00"));
        Files.createDirectories(folder.resolve("keys"));
        Files.createDirectories(folder.resolve("lost+found"));

        assertThat(presence(folder)).isEqualTo(new Answered<>(new Absent()));
    }

    @Test
    void shouldNotTakeAShareThatIsNotMountedForAnEmptyPlace() {
        Path missing = folder.resolve("nas");

        assertThat(presence(missing.resolve("app")))
                .isEqualTo(failed(
                        Kind.PARENT_MISSING,
                        missing.resolve("app"),
                        "The folder " + missing
                                + " is not there: check that the share is mounted, and RESTIC_REPOSITORY."));
        assertThat(kind(store(missing.resolve("app")).locks())).isEqualTo(Kind.PARENT_MISSING);
    }

    @Test
    void shouldTellARepositoryWithoutConfigFromAnEmptyPlace() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        Files.delete(repository.resolve("config"));

        assertThat(presence(repository))
                .isEqualTo(new Answered<>(new Headless(
                        ConfigState.MISSING, new Contents(List.of("data/", "index/", "keys/", "snapshots/"), 4))));
    }

    @Test
    void shouldNotTakeAnEmptyConfigForARepository() throws IOException {
        Files.createFile(folder.resolve("config"));

        assertThat(presence(folder))
                .isEqualTo(new Answered<>(new Headless(ConfigState.EMPTY, new Contents(List.of("config"), 1))));
    }

    @Test
    void shouldTellOtherFilesFromARepository() throws IOException {
        for (String name : List.of("f", "e", "d", "c", "b", "a")) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(presence(folder))
                .isEqualTo(new Answered<>(new Foreign(new Contents(List.of("a", "b", "c", "d", "e"), 6))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "file/app"})
    void shouldSayThatAFileIsInTheWay(String path) throws IOException {
        Files.createFile(folder.resolve("file"));

        assertThat(presence(folder.resolve(path)))
                .isEqualTo(failed(
                        Kind.NOT_A_FOLDER,
                        folder.resolve(path),
                        folder.resolve(path)
                                + " leads through a file where a folder is needed: check RESTIC_REPOSITORY."));
    }

    @Test
    void shouldListLocksWithTheirAgesOldestFirst() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        lock(repository, LOCK, NOW.minusSeconds(60));
        lock(repository, OTHER_LOCK, NOW.minus(Duration.ofHours(1)));
        Files.createFile(repository.resolve("locks").resolve(".nfs000000000000001"));

        assertThat(store(repository).locks())
                .isEqualTo(new Answered<>(new StoredLocks(
                        List.of(lock(OTHER_LOCK, Duration.ofHours(1)), lock(LOCK, Duration.ofMinutes(1))),
                        new StoreTime(NOW, NOW, Clockwork.OWN))));
    }

    private static StoredLock lock(LockId id, Duration age) {
        return new StoredLock(id, 4, Optional.of(NOW.minus(age)), Optional.of(age));
    }

    @Test
    void shouldRemoveExactlyOneLockAndTakeItWellWhenItHasGone() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        lock(repository, LOCK, NOW);
        lock(repository, OTHER_LOCK, NOW);
        List<Path> before = files(repository);

        assertThat(store(repository).removeLock(LOCK)).isEqualTo(new Answered<>(LOCK));
        assertThat(store(repository).removeLock(LOCK)).isEqualTo(new Answered<>(LOCK));

        List<Path> wanted = new ArrayList<>(before);
        wanted.remove(repository.resolve("locks").resolve(LOCK.value()));
        assertThat(files(repository)).isEqualTo(wanted);
    }

    @Test
    void shouldCountObjectsAndBytesByPart() throws IOException {
        write("config", 155);
        write("keys/" + "aa".repeat(32), 450);
        write("data/00/" + "00".repeat(32), 1000);
        write("data/ff/" + "ff".repeat(32), 2000);
        write("index/" + "bb".repeat(32), 30);
        write("snapshots/" + "cc".repeat(32), 20);
        write("notes.txt", 7);

        StoredSizes sizes = store(folder).sizes().answer().orElseThrow();

        assertThat(sizes)
                .isEqualTo(new StoredSizes(
                        Map.of(
                                RepositoryPart.CONFIG, new Size(1, 155),
                                RepositoryPart.KEYS, new Size(1, 450),
                                RepositoryPart.DATA, new Size(2, 3000),
                                RepositoryPart.INDEX, new Size(1, 30),
                                RepositoryPart.SNAPSHOTS, new Size(1, 20),
                                RepositoryPart.LOCKS, new Size(0, 0),
                                RepositoryPart.OTHER, new Size(1, 7)),
                        Extent.COMPLETE));
        assertThat(sizes.total()).isEqualTo(new Size(7, 3662));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldSayWhetherThereWasMoreThanItCounted(int objects) throws IOException {
        for (String name : List.of("a", "b", "c")) {
            write("data/00/" + name, 1);
        }

        StoredSizes sizes = open(folder, StoreLimits.standard().withObjects(objects))
                .sizes()
                .answer()
                .orElseThrow();

        assertThat(sizes.total()).isEqualTo(new Size(objects, objects));
        assertThat(sizes.extent()).isEqualTo(objects < 3 ? Extent.CUT_SHORT : Extent.COMPLETE);
    }

    @Test
    void shouldNameTheRepositoriesATypingErrorMayHaveMeant() throws IOException {
        for (String name : List.of("backup/media/plex", "backup/media/sonarr", "backup/home/plexx", "backup/volumes")) {
            write(name + "/config", 1);
            Files.createDirectory(folder.resolve(name).resolve("keys"));
        }
        write("backup/media/notes/config", 1);
        write("backup/file", 1);

        assertThat(siblings("backup/media/plexx", 3))
                .isEqualTo(new Siblings(
                        List.of(local("backup/media/plex"), local("backup/home/plexx"), local("backup/media/sonarr")),
                        Coverage.PARTIAL));
        assertThat(siblings("backup/media/plexx", 5).repositories()).hasSize(4);
        assertThat(siblings("backup/media/plexx", 5).coverage()).isEqualTo(Coverage.COMPLETE);
        assertThat(siblings("backup/media", 5).repositories())
                .as("one part too few")
                .contains(local("backup/media/plex"), local("backup/media/sonarr"));
        assertThat(siblings("backup/volumes/plex", 1).repositories())
                .as("one part too many")
                .containsExactly(local("backup/volumes"));
    }

    @Test
    void shouldDoNothingButReadAndRemoveTheLock() throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        lock(repository, LOCK, NOW);
        TreeSnapshot before = TreeSnapshot.of(folder);
        RepositoryStore store = store(repository);

        store.presence();
        store.locks();
        store.siblings(5);
        store.sizes();
        store.storeTime();
        store.close();

        assertThat(before.diff(TreeSnapshot.of(folder)).lines()).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private StoreResult<RepositoryPresence> presence(Path repository) {
        return store(repository).presence();
    }

    private Siblings siblings(String path, int limit) {
        return store(folder.resolve(path)).siblings(limit).answer().orElseThrow();
    }

    private RepositoryLocation local(String path) {
        return new Local(folder.resolve(path).toString());
    }

    private void write(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, new byte[bytes]);
    }

    private static void lock(Path repository, LockId id, Instant written) throws IOException {
        Path file = Files.createDirectories(repository.resolve("locks")).resolve(id.value());
        Files.writeString(file, "lock");
        Files.setLastModifiedTime(file, FileTime.from(written));
    }

    private static <T> StoreResult<T> failed(Kind kind, Path path, String message) {
        return new Failed<>(StoreFailure.of(kind, path.toString(), message));
    }

    private static Kind kind(StoreResult<?> result) {
        return ((Failed<?>) result).failure().kind();
    }

    private static RepositoryStore store(Path repository) {
        return open(repository, StoreLimits.standard());
    }

    private static RepositoryStore open(Path repository, StoreLimits limits) {
        StoreOpening opening = new StoreOpener(Clock.fixed(NOW, ZoneOffset.UTC), limits)
                .open(Repository.from(Map.of("RESTIC_REPOSITORY", repository.toString())));
        assertThat(opening).isInstanceOf(StoreOpening.Opened.class);
        return ((StoreOpening.Opened) opening).store();
    }
}
