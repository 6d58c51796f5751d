package backup.holdfast.restic;

import static backup.holdfast.restic.RealRestic.CONTROL;
import static backup.holdfast.restic.RealRestic.failureKind;
import static backup.holdfast.restic.RealRestic.success;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.Compression;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.ForgetOptions.Grouping;
import backup.holdfast.restic.command.ForgetOptions.Period;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.RestoreOptions.Overwrite;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.command.StatsMode;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEvent.CheckSummary;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.model.RepositoryConfig;
import backup.holdfast.restic.model.RepositoryKey;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A real restic on a repository in a directory: what it does when all is well, or the data is not. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(120)
class ResticRoundTripIT {

    private final ResticSeries series;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private RealRestic restic;

    ResticRoundTripIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void find() throws IOException {
        restic = RealRestic.in(directory, series, shared);
    }

    @Test
    void shouldRestoreByteForByteWhatItBackedUp() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        BackupSummary summary = success(client.backup(backup(), CONTROL));
        Path target = directory.resolve("target");

        RestoreSummary restored =
                success(client.restore(restore(summary, target).verify(), CONTROL));

        assertThat(tree(target)).isEqualTo(tree(restic.source)).hasSize(10);
        assertThat(restored.filesRestored()).isEqualTo(restored.totalFiles());
        assertThat(restored.bytesRestored()).isEqualTo(summary.counts().totalBytesProcessed());
    }

    @Test
    void shouldPutTheRootOfTheTreeWhereTheVolumeIs() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        BackupSummary summary = success(client.backup(backup().host("volsync").tag("a tag"), CONTROL));
        List<TreeNode> nodes = new ArrayList<>();

        long count = success(client.ls(SnapshotRef.whole(summary.savedSnapshot().orElseThrow()), nodes::add, CONTROL));

        assertThat(count).isEqualTo(10);
        assertThat(nodes).extracting(TreeNode::path).contains("/empty", "/sub", "/sub/-name with spaces", "/link");
        Snapshot snapshot = success(client.snapshots(SnapshotFilter.ALL.host("volsync"), CONTROL))
                .get(0);
        assertThat(snapshot.id()).isEqualTo(summary.savedSnapshot().orElseThrow());
        assertThat(snapshot.tags()).containsExactly("a tag");
        assertThat(snapshot.paths()).containsExactly(restic.source.toRealPath().toString());
        assertThat(snapshot.summary()).contains(summary.counts());
    }

    @Test
    void shouldMakeNoSnapshotOfAnUnchangedVolume() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        success(client.backup(backup().skipIfUnchanged(), CONTROL));

        BackupSummary second = success(client.backup(backup().skipIfUnchanged(), CONTROL));

        assertThat(second.snapshotId()).isEmpty();
        assertThat(second.counts().filesUnmodified()).isEqualTo(6);
        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL))).hasSize(1);
    }

    @Test
    void shouldLeaveOutWhatIsExcludedWhateverItIsCalled() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        BackupSummary summary = success(client.backup(
                backup().exclude("-name*")
                        .excludeIgnoringCase("*.BIN")
                        .excludeIfPresent(".nobackup")
                        .excludeCaches(),
                CONTROL));
        List<TreeNode> nodes = new ArrayList<>();

        success(client.ls(SnapshotRef.whole(summary.savedSnapshot().orElseThrow()), nodes::add, CONTROL));

        assertThat(nodes)
                .extracting(TreeNode::path)
                .containsExactly("/a.txt", "/cached", "/cached/CACHEDIR.TAG", "/empty", "/link", "/sub", "/zero");
    }

    @Test
    void shouldForgetWhatThePolicyDoesNotKeepAndPruneIt() throws IOException {
        ResticClient client = restic.initialised();
        List<SnapshotId> ids = new ArrayList<>();
        for (int day = 1; day <= 4; day++) {
            random(restic.source.resolve("daily.bin"), 300_000, day);
            ids.add(success(client.backup(backup().time(Instant.parse("2026-11-0" + day + "T04:00:00Z")), CONTROL))
                    .savedSnapshot()
                    .orElseThrow());
        }
        ForgetOptions policy = ForgetOptions.byPolicy()
                .keep(Period.DAILY, 2)
                .groupBy(EnumSet.of(Grouping.HOST))
                .prune();

        ForgetReport preview = success(client.forget(policy.dryRun(), CONTROL));
        long before = success(client.stats(StatsMode.RAW_DATA, SnapshotFilter.ALL, CONTROL))
                .totalSize();
        ForgetReport report = success(client.forget(policy, CONTROL));
        long after = success(client.stats(StatsMode.RAW_DATA, SnapshotFilter.ALL, CONTROL))
                .totalSize();

        assertThat(report).isEqualTo(preview);
        assertThat(report.kept()).extracting(Snapshot::id).containsExactly(ids.get(3), ids.get(2));
        assertThat(report.removed()).extracting(Snapshot::id).containsExactly(ids.get(1), ids.get(0));
        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL)))
                .extracting(Snapshot::time)
                .containsExactly(
                        OffsetDateTime.parse("2026-11-03T04:00:00Z"), OffsetDateTime.parse("2026-11-04T04:00:00Z"));
        assertThat(after).isLessThan(before);
    }

    @Test
    void shouldForgetExactlyTheSnapshotNamedAndPruneLater() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        SnapshotId id =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();

        assertThat(success(client.forget(ForgetOptions.exactly(List.of(id)), CONTROL)))
                .isEqualTo(new ForgetReport(List.of()));

        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL))).isEmpty();
        assertThat(success(client.prune(PruneOptions.DEFAULTS, CONTROL)).text()).endsWith("done");
    }

    @Test
    void shouldForgetNothingInAnEmptyRepository() throws IOException {
        ResticClient client = restic.initialised();

        assertThat(success(client.forget(ForgetOptions.byPolicy().keep(Period.LAST, 1), CONTROL)))
                .isEqualTo(new ForgetReport(List.of()));
        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL))).isEmpty();
    }

    @Test
    void shouldRestoreOneDirectoryAndRemoveWhatIsNotInIt() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        SnapshotId id =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.writeString(target.resolve("stranger"), "x");

        RestoreSummary summary = success(client.restore(
                RestoreOptions.of(new SnapshotRef(id, "/sub"), target).delete().overwrite(Overwrite.IF_CHANGED),
                CONTROL));

        assertThat(summary.filesDeleted()).isEqualTo(1);
        assertThat(tree(target)).isEqualTo(tree(restic.source.resolve("sub")));
    }

    @Test
    void shouldWriteNothingInADryRun() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        BackupSummary summary = success(client.backup(backup(), CONTROL));
        Path target = directory.resolve("target");

        success(client.restore(restore(summary, target).dryRun(), CONTROL));

        assertThat(target).doesNotExist();
    }

    @Test
    void shouldDumpOneFile() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        SnapshotId id =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        long bytes = success(client.dump(new SnapshotRef(id, "/sub/big.bin"), out, CONTROL));

        assertThat(bytes).isEqualTo(3_000_000);
        assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(restic.source.resolve("sub/big.bin")));
    }

    @Test
    void shouldSayWhatIsNotThere() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        SnapshotId id =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();
        SnapshotId unknown = new SnapshotId("ffffffff");
        Path target = directory.resolve("target");

        assertThat(List.of(
                        failureKind(client.restore(RestoreOptions.of(SnapshotRef.whole(unknown), target), CONTROL)),
                        failureKind(client.restore(RestoreOptions.of(new SnapshotRef(id, "/nope"), target), CONTROL)),
                        failureKind(client.dump(new SnapshotRef(id, "/nope"), new ByteArrayOutputStream(), CONTROL)),
                        failureKind(client.backup(backup().parent(unknown), CONTROL))))
                .containsExactly(
                        FailureKind.SNAPSHOT_NOT_FOUND,
                        FailureKind.PATH_NOT_FOUND,
                        FailureKind.PATH_NOT_FOUND,
                        FailureKind.SNAPSHOT_NOT_FOUND);
        assertThat(success(client.snapshots(SnapshotFilter.ALL.id(unknown), CONTROL)))
                .isEmpty();
    }

    @Test
    void shouldFindASoundRepositorySoundAndReadItsDescription() throws IOException {
        fill();
        ResticClient client = restic.client();
        String id = success(client.init(CONTROL)).repositoryId();
        success(client.backup(backup(), CONTROL));

        assertThat(success(client.check(CheckOptions.STRUCTURE.readData(), CONTROL)))
                .isEqualTo(new CheckSummary(0, List.of(), false, false));
        assertThat(success(client.check(CheckOptions.STRUCTURE.readDataSubset("1/2"), CONTROL)))
                .isEqualTo(new CheckSummary(0, List.of(), false, false));
        assertThat(success(client.catConfig(CONTROL))).isEqualTo(new RepositoryConfig(id, 2));
        assertThat(success(client.keyList(CONTROL))).singleElement().matches(RepositoryKey::current);
        assertThat(success(client.stats(StatsMode.RESTORE_SIZE, SnapshotFilter.ALL, CONTROL))
                        .snapshotsCount())
                .isEqualTo(1);
    }

    @Test
    void shouldSayWhatAMissingPackCosts() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        BackupSummary summary = success(client.backup(backup(), CONTROL));
        Path pack = largestFile(restic.repository.resolve("data"));
        Files.delete(pack);

        ResticResult<CheckSummary> check = client.check(CheckOptions.STRUCTURE, CONTROL);
        ResticResult<RestoreSummary> restored = client.restore(restore(summary, directory.resolve("target")), CONTROL);

        assertThat(failureKind(check)).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
        assertThat(check.reported().map(CheckSummary::errorCount))
                .hasValueSatisfying(count -> assertThat(count).isPositive());
        assertThat(failureKind(restored)).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
        assertThat(restored.reported().orElseThrow().filesRestored()).isLessThan(10);
        assertThat(restored.report().itemErrors()).extracting(ItemError::item).contains("/sub/big.bin");
    }

    @Test
    void shouldFindAFlippedBitWhenItReadsAllData() throws IOException {
        fill();
        ResticClient client = restic.initialised();
        success(client.backup(backup(), CONTROL));
        Path pack = largestFile(restic.repository.resolve("data"));
        byte[] bytes = Files.readAllBytes(pack);
        bytes[1000] ^= 1;
        assertThat(pack.toFile().setWritable(true)).isTrue();
        Files.write(pack, bytes);

        ResticResult<CheckSummary> check = client.check(CheckOptions.STRUCTURE.readData(), CONTROL);

        assertThat(failureKind(check)).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
        assertThat(check.reported().orElseThrow().brokenPacks())
                .containsExactly(pack.getFileName().toString());
    }

    @Test
    void shouldBackUpWithEveryOptionThereIs() throws IOException {
        fill();
        Path excludes = Files.writeString(directory.resolve("excludes"), "*.log\n");
        GlobalOptions options = GlobalOptions.DEFAULTS
                .compression(Compression.MAX)
                .packSize(32)
                .limitUpload(100_000)
                .limitDownload(100_000)
                .extended("local.connections", "4");
        ResticClient client = restic.initialised().with(options).enabling(ResticBinary.DEVICE_ID_FOR_HARDLINKS);
        SnapshotId parent =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();

        BackupSummary summary = success(client.backup(
                backup().parent(parent)
                        .excludeFile(excludes)
                        .excludeLargerThan("1M")
                        .oneFileSystem()
                        .ignoreInode()
                        .readConcurrency(4)
                        .noScan()
                        .host("other")
                        .dryRun(),
                CONTROL));

        assertThat(summary.savedSnapshot()).isEmpty();
        assertThat(summary.counts().filesUnmodified()).isEqualTo(5);
    }

    private void fill() throws IOException {
        Files.writeString(restic.source.resolve("a.txt"), "hello\n");
        Files.createFile(restic.source.resolve("zero"));
        Files.createDirectory(restic.source.resolve("empty"));
        Files.createDirectory(restic.source.resolve("cached"));
        Files.writeString(
                restic.source.resolve("cached/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
        Files.writeString(restic.source.resolve("cached/junk"), "junk");
        Files.createDirectory(restic.source.resolve("sub"));
        Files.writeString(restic.source.resolve("sub/-name with spaces"), "ünïcödé", StandardCharsets.UTF_8);
        random(restic.source.resolve("sub/big.bin"), 3_000_000, 1);
        Files.createSymbolicLink(restic.source.resolve("link"), Path.of("sub/big.bin"));
    }

    private BackupOptions backup() {
        return BackupOptions.ofDirectory(restic.source);
    }

    private static RestoreOptions restore(BackupSummary summary, Path target) {
        return RestoreOptions.of(SnapshotRef.whole(summary.savedSnapshot().orElseThrow()), target);
    }

    private static void random(Path file, int size, long seed) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        Files.write(file, bytes);
    }

    private static Path largestFile(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    /** Path to kind, content, permissions and time of everything below {@code root}. */
    private static Map<String, List<Object>> tree(Path root) throws IOException {
        Map<String, List<Object>> entries = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(path -> !path.equals(root))::iterator) {
                entries.put(root.relativize(file).toString(), describe(file));
            }
        }
        return entries;
    }

    private static List<Object> describe(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return List.of("link", Files.readSymbolicLink(file));
        }
        Object content = Files.isDirectory(file) ? "directory" : new String(Files.readAllBytes(file), "ISO-8859-1");
        return List.of(content, Files.getPosixFilePermissions(file), Files.getLastModifiedTime(file));
    }
}
