package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way of data, from a volume into a repository and back, with real restic. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(300)
class BackupCycleIT {
    private final ResticSeries series;

    @TempDir
    Path directory;

    private Path data;
    private Path target;
    private StockRestic stock;
    private MoverSite site;
    private PlanBuilder plan;

    BackupCycleIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        target = Files.createDirectory(directory.resolve("target"));
        stock = StockRestic.of(series, directory.resolve("repository"), "correct horse");
        site = new MoverSite(directory, series);
        site.reach(stock);
        plan = site.plan;
        data = site.data;
    }

    @Test
    void shouldBringBackWhatItBackedUpThroughTheWholeLifeOfARepository() throws Exception {
        FileTrees.awkward(data);
        TreeSnapshot first = TreeSnapshot.of(data);

        // A first backup makes the repository; a second one finds nothing new.
        plan.ifAbsent = Absence.CREATE;
        MoverOutcome created = site.run(plan.backup());
        assertThat(created.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(created.repository().origin()).isEqualTo(Origin.CREATED);
        assertThat(created.backup().filesUnmodified()).isZero();
        plan.ifAbsent = Absence.FAIL;
        plan.repositoryId = created.repository().id();
        MoverOutcome unchanged = site.run(plan.backup());
        assertThat(unchanged.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(unchanged.snapshot()).isNull();
        assertThat(unchanged.repository().id()).isEqualTo(created.repository().id());
        assertThat(unchanged.backup().filesNew() + unchanged.backup().filesChanged())
                .isZero();

        // Changes make snapshots, each of what there was.
        List<String> ids = new ArrayList<>(List.of(created.snapshot().id()));
        List<TreeSnapshot> contents = new ArrayList<>(List.of(first));
        for (int change = 1; change <= 4; change++) {
            Files.writeString(data.resolve("diary.txt"), "day " + change);
            contents.add(TreeSnapshot.of(data));
            MoverOutcome changed = site.run(plan.backup());
            assertThat(changed.result()).isEqualTo(RunResult.SUCCEEDED);
            ids.add(changed.snapshot().id());
        }
        assertThat(stock.snapshots()).containsExactlyElementsOf(ids);

        // Retention removes the oldest, and the next prune frees what only they held.
        plan.keepLast(3);
        plan.maintenanceOnly(Step.FORGET);
        MoverOutcome forgot = site.run(plan.backup());
        assertThat(forgot.forget()).isEqualTo(ForgetDone.ran(2, 3));
        assertThat(stock.snapshots()).containsExactlyElementsOf(ids.subList(2, 5));
        plan.maintenanceOnly(Step.PRUNE);
        assertThat(site.run(plan.backup()).prune()).isNotNull();
        stock.run("check", "--read-data");

        // What is left comes back byte for byte.
        for (int previous = 0; previous <= 2; previous++) {
            MoverOutcome chosen = site.run(plan.select(new WantedSnapshot(null, null, previous)));
            assertThat(chosen.snapshot().id()).isEqualTo(ids.get(4 - previous));
            assertThat(chosen.snapshots())
                    .extracting(SnapshotBrief::id)
                    .containsExactly(ids.get(4), ids.get(3), ids.get(2));
            MoverOutcome restored = restore(chosen.snapshot().id(), ExtraFiles.DELETE, Verification.CONTENT);
            assertThat(restored.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(contents.get(4 - previous).diff(TreeSnapshot.of(target)).lines())
                    .isEmpty();
        }
        assertThat(restore(ids.get(0), ExtraFiles.KEEP, Verification.NONE)
                        .failure()
                        .failureClass())
                .isEqualTo(FailureClass.SNAPSHOT_NOT_FOUND);
        assertThat(stock.locks()).isEmpty();
    }

    @Test
    void shouldForgetAndPruneInOneGo() throws Exception {
        plan.ifAbsent = Absence.CREATE;
        for (int change = 1; change <= 3; change++) {
            String big = change + ".bin";
            new TreeBuilder(data).file(big, 300_000);
            site.run(plan.backup());
            Files.delete(data.resolve(big));
            Files.writeString(data.resolve("left.txt"), "this remains " + change);
        }
        long before = size(directory.resolve("repository"));
        plan.keepLast(1).alsoPrune();

        MoverOutcome outcome = site.run(plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(3, 1));
        assertThat(outcome.prune()).isNotNull();
        assertThat(stock.snapshots()).containsExactly(outcome.snapshot().id());
        assertThat(size(directory.resolve("repository"))).isLessThan(before - 800_000);
        stock.run("check", "--read-data");
    }

    @Test
    void shouldKeepExtraFilesUnlessToldToDeleteThem() throws Exception {
        Files.writeString(data.resolve("a.txt"), "a");
        plan.ifAbsent = Absence.CREATE;
        String snapshot = site.run(plan.backup()).snapshot().id();
        Files.writeString(target.resolve("mine.txt"), "mine");
        Files.createDirectory(target.resolve("lost+found"));

        restore(snapshot, ExtraFiles.KEEP, Verification.NONE);
        assertThat(target).isDirectoryContaining(path -> path.endsWith("mine.txt"));
        MoverOutcome deleting = restore(snapshot, ExtraFiles.DELETE, Verification.NONE);

        assertThat(deleting.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(target).isDirectoryNotContaining(path -> path.endsWith("mine.txt"));
        assertThat(target.resolve("lost+found")).isDirectory();
        assertThat(target.resolve("a.txt")).hasContent("a");
    }

    @Test
    void shouldLeaveOutLostAndFoundAndWhatThePlanExcludes() throws Exception {
        Files.createDirectory(data.resolve("lost+found"));
        Files.writeString(data.resolve("keep.txt"), "k");
        Files.writeString(data.resolve("Größe 1.tmp"), "t");
        plan.excludes = List.of("Größe*.tmp");
        plan.ifAbsent = Absence.CREATE;

        String snapshot = site.run(plan.backup()).snapshot().id();

        stock.restore(snapshot, target);
        assertThat(target).isDirectoryNotContaining(path -> !path.endsWith("keep.txt"));
    }

    @Test
    void shouldNotRepairARepositoryThatLostItsConfig() throws Exception {
        Files.writeString(data.resolve("a.txt"), "a");
        plan.ifAbsent = Absence.CREATE;
        site.run(plan.backup());
        Files.delete(directory.resolve("repository/config"));

        MoverOutcome outcome = site.run(plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CONFIG_MISSING);
        assertThat(directory.resolve("repository/config")).doesNotExist();
    }

    private MoverOutcome restore(String snapshot, ExtraFiles extra, Verification verification) {
        Workspace before = plan.workspace;
        plan.workspace = new Workspace(target, before.cache(), null);
        MoverOutcome outcome = site.run(plan.restore(snapshot, List.of(), extra, verification));
        plan.workspace = before;
        return outcome;
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
