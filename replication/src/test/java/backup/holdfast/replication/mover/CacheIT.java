package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A cache that is damaged, full or in the way never costs a backup; a full temporary folder costs that one run. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(300)
class CacheIT {
    private final ResticSeries series;

    @TempDir
    Path directory;

    private Path data;
    private Path cache;
    private StockRestic stock;
    private MoverSite site;
    private PlanBuilder plan;

    CacheIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        site = new MoverSite(directory, series);
        data = site.data;
        cache = site.cache;
        new TreeBuilder(data).file("a.bin", 100_000).file("folder/b.bin", 100_000);
        stock = StockRestic.of(series, directory.resolve("repository"), "correct horse");
        site.reach(stock);
        plan = site.plan.firstRun();
        site.sync();
    }

    @Test
    void shouldNotMindWhatADiskMadeOfTheFilesInTheCache() throws Exception {
        for (String garbage : List.of("", "garbage", "g".repeat(5000))) {
            for (Path file : files()) {
                assertThat(file.toFile().setWritable(true)).isTrue();
                Files.writeString(file, garbage);
            }
            Files.writeString(cache.resolve(plan.repositoryId).resolve("version"), "1");
            Files.deleteIfExists(cache.resolve("CACHEDIR.TAG"));

            assertThat(site.sync().result()).isEqualTo(RunResult.UNCHANGED);
        }
        change();
        site.sync();
        stock.run("check", "--read-data");
    }

    @Test
    void shouldMakeACacheAnewThatResticCannotOpen() throws Exception {
        Path repository = cache.resolve(plan.repositoryId);
        Files.writeString(repository.resolve("version"), "no number\n");
        MoverOutcome outcome = site.sync();
        assertThat(outcome.logTail()).startsWith("The cache in " + cache + " was damaged: it is made anew.\n");
        assertThat(repository.resolve("version")).hasContent("1");
        assertThat(site.sync().logTail()).doesNotContain("cache");

        delete(repository.resolve("snapshots"));
        Files.writeString(repository.resolve("snapshots"), "a file where a folder was");
        site.sync();
        assertThat(repository.resolve("snapshots")).isDirectory();

        delete(repository);
        Files.writeString(repository, "a file where a folder was");
        site.sync();
        assertThat(repository).isDirectory();
    }

    @Test
    void shouldGoWithoutACacheThatIsNone() throws Exception {
        delete(cache);
        Files.writeString(cache, "a file where the volume should be");
        change();

        MoverOutcome outcome = site.sync();

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.logTail()).startsWith("This run goes without a cache and is slower: " + cache);
        assertThat(stock.snapshots()).hasSize(2);
    }

    @Test
    void shouldRemoveTheCacheOfARepositoryItLeft() throws Exception {
        Path left = cache.resolve(plan.repositoryId);
        stock = StockRestic.of(series, directory.resolve("elsewhere"), "correct horse");
        site.reach(stock);
        plan.repositoryId = null;
        assertThat(left).isDirectory();

        MoverOutcome outcome = site.sync();

        assertThat(left).doesNotExist();
        assertThat(cache.resolve(outcome.repository().id())).isDirectory();
    }

    @Test
    void shouldBackUpWithoutTheCacheWhenThatIsFull() throws Exception {
        many();
        site.launcher = onSmallDisk(cache);

        MoverOutcome outcome = site.sync();

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.logTail()).contains("The cache is full: it was emptied, and this run goes on without one.");
        assertThat(stock.snapshots()).hasSize(2);
        assertThat(stock.locks()).isEmpty();
        site.launcher = new SystemProcessLauncher(Clock.systemUTC());
        assertThat(site.sync().result()).isEqualTo(RunResult.UNCHANGED);
        stock.run("check", "--read-data");
    }

    @Test
    void shouldSayThatTheTemporaryFolderIsFull() throws Exception {
        new TreeBuilder(data).file("big.bin", 3_000_000);
        site.launcher = onSmallDisk(site.temporary);

        MoverOutcome outcome = site.run(plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.NO_SPACE);
        assertThat(outcome.failure().message()).startsWith("the temporary folder is full");
        assertThat(stock.snapshots()).hasSize(1);
        assertThat(stock.locks()).isEmpty();
        site.launcher = new SystemProcessLauncher(Clock.systemUTC());
        assertThat(site.sync().result()).isEqualTo(RunResult.SUCCEEDED);
        stock.run("check", "--read-data");
    }

    /** Starts restic where this folder is a disk of its own with next to no room. */
    private ProcessLauncher onSmallDisk(Path folder) throws IOException, InterruptedException {
        return new MountedRestic(site.launcher, "mount -t tmpfs -o size=100k none \"$0\"", folder.toString());
    }

    private void change() throws IOException {
        Files.writeString(data.resolve("changing.txt"), "at " + System.nanoTime());
    }

    /** So many folders that their trees are larger than the small disk. */
    private void many() throws IOException {
        for (int i = 0; i < 600; i++) {
            Path folder = Files.createDirectory(data.resolve("a folder with a rather long name, number " + i));
            Files.writeString(folder.resolve("a file with a rather long name, number " + i), "content " + i);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(cache.resolve(plan.repositoryId))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
