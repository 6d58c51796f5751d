package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.RememberedSnapshots.SnapshotSet;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotMemoryTest {
    private static final String REPOSITORY = Says.REPOSITORY;
    private static final RememberedSnapshots LIST = new RememberedSnapshots(
            "volsync",
            "/data",
            SnapshotSet.of(List.of(Says.id(1), Says.id(2), Says.id(3))),
            List.of(
                    snapshot(1, "2026-11-20T04:00:05.123456789+01:00", Optional.of(new SnapshotSize(7, 1L << 40))),
                    snapshot(2, "2026-11-20T03:00:05Z", Optional.empty())));

    @TempDir
    Path cache;

    @Test
    void shouldRecallWhatItKept() {
        memory("volsync").keep(REPOSITORY, LIST);

        assertThat(memory("volsync").recall(REPOSITORY)).contains(LIST);
        assertThat(cache.resolve("holdfast").resolve(REPOSITORY))
                .isDirectoryNotContaining(path -> !path.endsWith("volsync.json"));
    }

    @Test
    void shouldBeGoodForARepositoryThatHasFewerOfItsOwnOnly() {
        Set<String> all = Set.of(Says.id(1), Says.id(2), Says.id(3));

        assertThat(LIST.asOf(all)).contains(LIST.own());
        assertThat(LIST.asOf(Set.of(Says.id(2), Says.id(3))))
                .contains(List.of(LIST.own().get(1)));
        assertThat(LIST.asOf(Set.of(Says.id(3)))).contains(List.of());

        assertThat(LIST.asOf(Set.of(Says.id(1), Says.id(2))))
                .as("one of somebody else is gone")
                .isEmpty();
        assertThat(LIST.asOf(Set.of(Says.id(1), Says.id(2), Says.id(3), Says.id(4))))
                .as("one more")
                .isEmpty();
        assertThat(LIST.asOf(Set.of(Says.id(2), Says.id(3), Says.id(4))))
                .as("one for another")
                .isEmpty();
    }

    @Test
    void shouldKeepTheNewestListOnly() {
        RememberedSnapshots newer = new RememberedSnapshots("volsync", "/data", SnapshotSet.of(List.of()), List.of());
        memory("volsync").keep(REPOSITORY, LIST);

        memory("volsync").keep(REPOSITORY, newer);

        assertThat(memory("volsync").recall(REPOSITORY)).contains(newer);
    }

    @Test
    void shouldRecallNothingOfAnotherIdentityOrRepository() {
        memory("volsync").keep(REPOSITORY, LIST);

        assertThat(memory("nas").recall(REPOSITORY)).isEmpty();
        assertThat(memory("volsync").recall(Says.id(9))).isEmpty();
        assertThat(new SnapshotMemory(cache, new Identity("volsync", "/other")).recall(REPOSITORY))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "a/b", ".hidden", "größe", "with space", "nul\u0000"})
    void shouldKeepAHostOfAnyNameInsideItsFolder(String host) throws IOException {
        SnapshotMemory memory = memory(host);
        RememberedSnapshots list = new RememberedSnapshots(host, "/data", LIST.repository(), List.of());

        memory.keep(REPOSITORY, list);

        assertThat(memory.recall(REPOSITORY)).contains(list);
        try (var files = Files.list(cache.resolve("holdfast").resolve(REPOSITORY))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]{64}\\.json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "garbage",
                "{}",
                "{\"version\":1}",
                "{\"version\":1,\"host\":\"volsync\",\"path\":\"/data\",\"repository\":{\"snapshots\":1,\"sha256\":\"x\"}}",
                "{\"version\":1,\"host\":\"volsync\",\"path\":\"/data\",\"repository\":{\"snapshots\":1,\"sha256\":\"x\"},"
                        + "\"own\":[{}]}",
                "{\"version\":1,\"host\":\"volsync\",\"path\":\"/data\",\"repository\":{\"snapshots\":1,\"sha256\":\"x\"},"
                        + "\"own\":[{\"id\":\"short\",\"time\":\"2026-11-20T03:00:05Z\",\"host\":\"h\",\"paths\":[]}]}"
            })
    void shouldTakeGarbageForNothing(String text) throws IOException {
        memory("volsync").keep(REPOSITORY, LIST);
        Files.writeString(file(), text);

        assertThat(memory("volsync").recall(REPOSITORY)).isEmpty();
    }

    @Test
    void shouldNotBelieveAListOfAnotherVersion() throws IOException {
        memory("volsync").keep(REPOSITORY, LIST);
        Files.writeString(file(), Files.readString(file()).replace("\"version\":1", "\"version\":2"));

        assertThat(memory("volsync").recall(REPOSITORY)).isEmpty();
    }

    @Test
    void shouldNeverBreakOnWhatADiskMadeOfTheFile() throws IOException {
        memory("volsync").keep(REPOSITORY, LIST);
        byte[] good = Files.readAllBytes(file());
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] bad = good.clone();
            for (int flips = 0; flips <= round % 5; flips++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(file(), round % 3 == 0 ? java.util.Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);

            assertThat(memory("volsync").recall(REPOSITORY)).isNotNull();
        }
    }

    @Test
    void shouldNotReadAFileThatIsTooLongToBeOurs() throws IOException {
        memory("volsync").keep(REPOSITORY, LIST);
        Files.writeString(file(), Files.readString(file()) + " ".repeat(SnapshotMemory.MAX_BYTES));

        assertThat(memory("volsync").recall(REPOSITORY)).isEmpty();
    }

    @Test
    void shouldForgetAListThatGrewTooLong() {
        memory("volsync").keep(REPOSITORY, LIST);
        List<SnapshotInfo> many = IntStream.range(0, 70_000)
                .mapToObj(i -> snapshot(i, "2026-11-20T03:00:05Z", Optional.empty()))
                .toList();

        memory("volsync")
                .keep(
                        REPOSITORY,
                        new RememberedSnapshots(
                                "volsync",
                                "/data",
                                SnapshotSet.of(
                                        many.stream().map(SnapshotInfo::id).toList()),
                                many));

        assertThat(memory("volsync").recall(REPOSITORY)).isEmpty();
    }

    @Test
    void shouldKeepNothingWhereItCannotWrite() throws IOException {
        Files.writeString(cache.resolve("holdfast"), "a file in the way");

        memory("volsync").keep(REPOSITORY, LIST);

        assertThat(memory("volsync").recall(REPOSITORY)).isEmpty();
    }

    @Test
    void shouldTellSetsApart() {
        assertThat(SnapshotSet.of(List.of("b", "a", "b"))).isEqualTo(SnapshotSet.of(List.of("a", "b")));
        assertThat(SnapshotSet.of(List.of("a"))).isNotEqualTo(SnapshotSet.of(List.of("b")));
        assertThat(SnapshotSet.of(List.of("ab", "c"))).isNotEqualTo(SnapshotSet.of(List.of("a", "bc")));
        assertThat(SnapshotSet.of(List.of())).isNotEqualTo(SnapshotSet.of(List.of("")));
    }

    private SnapshotMemory memory(String host) {
        return new SnapshotMemory(cache, new Identity(host, "/data"));
    }

    private Path file() {
        return cache.resolve("holdfast").resolve(REPOSITORY).resolve("volsync.json");
    }

    private static SnapshotInfo snapshot(int number, String time, Optional<SnapshotSize> size) {
        return new SnapshotInfo(
                Says.id(number),
                OffsetDateTime.parse(time),
                "volsync",
                List.of("/data"),
                List.of(),
                Optional.empty(),
                size);
    }
}
