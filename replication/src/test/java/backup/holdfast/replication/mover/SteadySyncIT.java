package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Request.Part;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How many restic processes and requests a sync takes, and that it stays right with so few. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@S3Test
@Timeout(300)
class SteadySyncIT {
    private final ResticSeries series;
    private final RecordingLauncher launcher = new RecordingLauncher();

    @TempDir
    Path directory;

    private CountingProxy proxy;
    private S3Bucket bucket;
    private MoverSite site;
    private Path data;
    private PlanBuilder plan;

    SteadySyncIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create(S3Bucket direct, CountingProxy counting) throws IOException {
        proxy = counting;
        bucket = direct.via(counting);
        site = new MoverSite(directory, series);
        site.launcher = launcher;
        site.reach(bucket);
        // Spares restic the question where the bucket is.
        site.secret.put("AWS_DEFAULT_REGION", "us-east-1");
        data = site.data;
        new TreeBuilder(data)
                .file("a.bin", 100_000)
                .file("folder/b.bin", 100_000)
                .file("folder/deep/c.bin", 10_000);
        plan = site.plan.firstRun().keepLast(5);
        plan.lastForget = plan.plannedAt.minus(Duration.ofHours(1));
    }

    @Test
    void shouldTakeOneProcessAndTenRequestsWhenNothingChanged() {
        sync();

        for (int round = 0; round < 3; round++) {
            MoverOutcome outcome = sync();

            assertThat(outcome.result()).isEqualTo(RunResult.UNCHANGED);
            assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(1));
            assertThat(launcher.verbs()).containsExactly("backup");
            assertThat(proxy.counts().get(Part.KEYS)).isEqualTo(Map.of("GET", 1L));
            assertThat(proxy.requests()).hasSize(10);
        }
    }

    @Test
    void shouldTakeOneRequestMoreWhereTheSecretNamesNoRegion() {
        site.secret.remove("AWS_DEFAULT_REGION");
        sync();

        sync();

        assertThat(launcher.verbs()).containsExactly("backup");
        assertThat(proxy.counts().get(Part.BUCKET)).isEqualTo(Map.of("GET", 1L));
        assertThat(proxy.requests()).hasSize(11);
    }

    @Test
    void shouldTakeOneProcessAndFourteenRequestsForASmallChange() throws IOException {
        sync();

        for (int round = 2; round <= 4; round++) {
            change(round);
            MoverOutcome outcome = sync();

            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(round));
            assertThat(launcher.verbs()).containsExactly("backup");
            assertThat(proxy.counts().get(Part.KEYS)).isEqualTo(Map.of("GET", 1L));
            assertThat(proxy.requests()).hasSize(14);
        }
    }

    @Test
    void shouldForgetByTheRememberedListAndRememberWhatThatLeft() throws IOException {
        plan.keepLast(2);
        sync();
        change(1);
        sync();

        change(2);
        MoverOutcome third = sync();
        assertThat(launcher.verbs()).containsExactly("backup", "forget");
        assertThat(third.forget()).isEqualTo(ForgetDone.ran(1, 2));

        MoverOutcome fourth = sync();
        assertThat(launcher.verbs()).containsExactly("backup");
        assertThat(fourth.forget()).isEqualTo(ForgetDone.nothingDue(2));
        assertThat(proxy.requests()).hasSize(10);

        plan.alsoPrune();
        change(3);
        MoverOutcome fifth = sync();
        assertThat(launcher.verbs()).containsExactly("backup", "forget");
        assertThat(launcher.requests().get(1).argv()).contains("--prune");
        assertThat(fifth.forget()).isEqualTo(ForgetDone.ran(1, 2));
        assertThat(fifth.prune()).isNotNull();
        assertThat(proxy.counts().get(Part.KEYS)).isEqualTo(Map.of("GET", 2L));
        assertThat(snapshots()).hasSize(2);
    }

    @Test
    void shouldLeaveTheLastWordToResticOnceADay() throws IOException {
        plan.lastForget = null;
        sync();
        assertThat(launcher.verbs()).containsExactly("backup", "init", "backup");
        change(1);
        MoverOutcome second = sync();
        assertThat(launcher.verbs()).containsExactly("backup", "forget");
        assertThat(second.forget()).isEqualTo(ForgetDone.ran(0, 2));
        plan.lastForget = plan.plannedAt.minus(Duration.ofHours(24));

        MoverOutcome outcome = sync();

        assertThat(launcher.verbs()).containsExactly("backup", "forget");
        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(0, 2));
        plan.lastForget = plan.plannedAt;
        sync();
        assertThat(launcher.verbs()).containsExactly("backup");
    }

    @Test
    void shouldPruneAloneWhenThereIsNothingToForget() {
        sync();
        plan.alsoPrune();

        MoverOutcome outcome = sync();

        assertThat(launcher.verbs()).containsExactly("backup", "prune");
        assertThat(outcome.prune()).isNotNull();
    }

    @Test
    void shouldSeeWhatAnotherClusterWroteUnderTheSameIdentity() throws IOException {
        sync();
        change(1);
        inAnotherCluster(this::sync);

        MoverOutcome unchanged = sync();
        assertThat(unchanged.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(launcher.verbs()).containsExactly("backup", "snapshots");
        assertThat(unchanged.forget()).isEqualTo(ForgetDone.nothingDue(2));

        change(2);
        inAnotherCluster(this::sync);
        change(3);
        plan.keepLast(2);
        MoverOutcome forgetting = sync();
        assertThat(launcher.verbs()).containsExactly("backup", "snapshots", "forget");
        assertThat(forgetting.forget()).isEqualTo(ForgetDone.ran(2, 2));
        assertThat(snapshots()).hasSize(2);
    }

    @Test
    void shouldSeeWhatAnotherClusterForgot() throws IOException {
        sync();
        change(1);
        sync();
        change(2);
        sync();
        plan.keepLast(1);
        inAnotherCluster(this::sync);
        plan.keepLast(5);

        MoverOutcome unchanged = sync();
        assertThat(launcher.verbs()).containsExactly("backup");
        assertThat(unchanged.forget()).isEqualTo(ForgetDone.nothingDue(1));

        sync();
        assertThat(launcher.verbs()).containsExactly("backup");
    }

    @Test
    void shouldAskAnewAfterAnotherHostWroteIntoTheSharedRepository() throws IOException {
        sync();
        inAnotherCluster(() -> {
            Identity own = plan.identity;
            plan.identity = new Identity("nas", own.path());
            MoverOutcome outcome = sync();
            plan.identity = own;
            return outcome;
        });

        MoverOutcome outcome = sync();

        assertThat(launcher.verbs()).containsExactly("backup", "snapshots");
        assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(1));
        sync();
        assertThat(launcher.verbs()).containsExactly("backup");
    }

    @Test
    void shouldNotMindSnapshotsOfTheVerySameTime() throws Exception {
        sync();
        Instant time = Instant.parse("2026-11-19T04:00:00Z");
        for (int twin = 0; twin < 3; twin++) {
            change(twin);
            assertThat(site.client()
                            .backup(
                                    BackupOptions.ofDirectory(data)
                                            .host(plan.identity.host())
                                            .time(time),
                                    RunControl.deadline(Duration.ofMinutes(1)))
                            .reported())
                    .isPresent();
        }
        sync();
        assertThat(launcher.verbs()).containsExactly("backup", "snapshots");
        plan.keepLast(3);

        MoverOutcome outcome = sync();

        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(2, 3));
        assertThat(snapshots()).hasSize(3);
        sync();
        assertThat(launcher.verbs()).containsExactly("backup");
    }

    @Test
    void shouldNotTakeTheListOfOneRepositoryForThatOfAnother() throws IOException {
        sync();
        change(1);
        sync();
        plan.url = bucket.resticRepository("elsewhere");

        MoverOutcome elsewhere = sync();

        assertThat(elsewhere.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(elsewhere.forget()).isEqualTo(ForgetDone.nothingDue(1));
        plan.url = bucket.resticRepository("photos");
        MoverOutcome back = sync();
        assertThat(back.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(back.forget()).isEqualTo(ForgetDone.nothingDue(2));
        assertThat(back.repository().id()).isNotEqualTo(elsewhere.repository().id());
    }

    @Test
    void shouldAskAnewWhenTheCacheIsGone() throws IOException {
        sync();
        plan.workspace = new Workspace(data, Files.createDirectory(directory.resolve("new-cache")), null);

        MoverOutcome outcome = sync();

        assertThat(launcher.verbs()).containsExactly("backup", "snapshots");
        assertThat(outcome.forget()).isEqualTo(ForgetDone.nothingDue(1));
        sync();
        assertThat(launcher.verbs()).containsExactly("backup");
    }

    /** A run like all others but in its own cache. */
    private void inAnotherCluster(Supplier<MoverOutcome> run) throws IOException {
        Workspace before = plan.workspace;
        Path cache = Files.createDirectories(directory.resolve("cache-of-another-cluster"));
        plan.workspace = new Workspace(data, cache, null);
        assertThat(run.get().failure()).isNull();
        plan.workspace = before;
    }

    private void change(int round) throws IOException {
        Files.writeString(data.resolve("folder/deep/changing.txt"), "round " + round + " at " + System.nanoTime());
    }

    /** A good run; what it did is in {@link #launcher} and {@link #proxy}. */
    private MoverOutcome sync() {
        launcher.forget();
        proxy.forget();
        return site.sync();
    }

    private List<Snapshot> snapshots() {
        return site.client()
                .snapshots(SnapshotFilter.ALL, RunControl.deadline(Duration.ofMinutes(1)))
                .reported()
                .orElseThrow();
    }
}
