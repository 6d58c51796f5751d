package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.retention.ForgedHistory;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.testsupport.files.ForgedRepository;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.tools.ResticSeries;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** First contact with a repository that others have written into for years. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(120)
class LongHistoryIT {
    private static final int HOURLY = 1_200;
    private static final int DAILY = 700;
    private static final ZoneOffset WRITERS_ZONE = ZoneOffset.ofHours(1);

    private final ResticSeries series;
    private final RecordingLauncher launcher = new RecordingLauncher();
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    Path directory;

    private Path data;
    private MoverSite site;
    private PlanBuilder plan;
    private StockRestic stock;
    private ForgedHistory history;

    /** What the volume looked like before Holdfast: a tree restic itself has written. */
    private String tree;

    LongHistoryIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws Exception {
        site = new MoverSite(directory, series);
        site.launcher = launcher;
        data = site.data;
        new TreeBuilder(data).file("a.bin", 10_000).file("folder/b.bin", 10_000);
        plan = site.plan;
        plan.plannedAt = now;
        // Nothing is known of it yet.
        plan.repositoryId = null;
        plan.lastForget = null;
        history = ForgedHistory.create(directory.resolve("repository"), new Random(1));
        stock = StockRestic.of(series, history.root(), ForgedRepository.PASSWORD);
        site.reach(stock);
        stock.run("backup", "--host", Identity.VOLSYNC_HOST, data.toString());
        tree = stock.json("snapshots", "--json").get(0).path("tree").asText();
        Files.writeString(data.resolve("new.txt"), "written under Holdfast");
    }

    @Test
    void shouldForgetWhatThePolicySaysOfItsOwnHistoryAndNothingElse() throws Exception {
        fill();
        plan.policy = policy(Map.of(KeepRule.DAILY, 7, KeepRule.WEEKLY, 4));
        Set<String> before = ids();
        Path untouched = copy();

        MoverOutcome first = run();

        assertThat(first.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(first.repository().origin()).isEqualTo(Origin.FOUND);
        assertThat(launcher.verbs()).containsExactly("backup", "cat", "snapshots", "forget");
        String made = first.snapshot().id();
        Files.copy(history.root().resolve("snapshots").resolve(made), untouched.resolve(made));
        Set<String> doomed = doomedIn(untouched.getParent());
        Set<String> expected = new TreeSet<>(before);
        expected.add(made);
        expected.removeAll(doomed);
        assertThat(ids()).isEqualTo(expected);
        assertThat(doomed).hasSizeGreaterThan(HOURLY);
        assertThat(first.forget().removed()).isEqualTo(doomed.size());
        assertThat(first.forget().frozen()).isNull();
        stock.run("check");

        // From here on it is a history like any other.
        plan.lastForget = plan.plannedAt;
        plan.lastPolicy = plan.policy.toString();
        MoverOutcome second = run();
        assertThat(second.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(second.forget())
                .isEqualTo(ForgetDone.nothingDue(first.forget().kept()));
        // What is removed by id is not reported back: it is missed in the cache.
        assertThat(launcher.verbs()).containsExactly("backup");
        assertThat(ids()).isEqualTo(expected);
    }

    @Test
    void shouldNotForgetTheHistoryForAPolicyItDoesNotFill() throws Exception {
        fill();
        plan.policy = policy(Map.of(KeepRule.DAILY, 7, KeepRule.YEARLY, 20));
        Set<String> expected = ids();

        MoverOutcome first = run();

        assertThat(first.result()).isEqualTo(RunResult.SUCCEEDED);
        expected.add(first.snapshot().id());
        assertThat(ids()).isEqualTo(expected);
        assertThat(launcher.verbs()).containsExactly("backup", "cat", "snapshots");
        int own = HOURLY + DAILY + 2;
        Set<String> doomed = doomedIn(history.root());
        assertThat(first.forget())
                .isEqualTo(ForgetDone.frozen(
                        "the policy --keep-daily=7 --keep-yearly=20 would remove " + doomed.size() + " of " + own
                                + " snapshots of volsync:" + data
                                + ": set acceptChange to a new value if that is meant",
                        own,
                        doomed.size()));

        // A person's word is enough, and counts for no more than the policy.
        plan.consent = Consent.GIVEN;
        MoverOutcome accepted = run();
        assertThat(accepted.forget()).isEqualTo(ForgetDone.ran(doomed.size(), own - doomed.size()));
        expected.removeAll(doomed);
        assertThat(ids()).isEqualTo(expected);
    }

    @Test
    void shouldForgetNothingWithoutAPolicy() throws Exception {
        fill();
        Set<String> expected = ids();

        MoverOutcome outcome = run();

        expected.add(outcome.snapshot().id());
        assertThat(ids()).isEqualTo(expected);
        assertThat(outcome.forget()).isNull();
        assertThat(launcher.verbs()).containsExactly("backup", "cat");
    }

    @Test
    void shouldBackUpButForgetNothingWhileASnapshotLiesInTheFuture() throws Exception {
        own(-48, List.of());
        SnapshotInfo future = own(24, List.of());
        plan.keepLast(1);
        Set<String> expected = ids();

        MoverOutcome outcome = run();

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        expected.add(outcome.snapshot().id());
        assertThat(ids()).isEqualTo(expected);
        assertThat(outcome.forget())
                .isEqualTo(ForgetDone.frozen(
                        "snapshot " + future.shortId() + " is dated " + future.instant()
                                + ", in the future: no snapshot is removed until that time has passed; correct the clock"
                                + " of its writer, and remove it if it is wrong",
                        4,
                        3));
    }

    @Test
    void shouldNotMindTheFutureOfAnotherHost() throws Exception {
        own(-48, List.of());
        history.add("nas", List.of(data.toString()), List.of(), hoursFromNow(24), tree);
        plan.keepLast(1);

        MoverOutcome outcome = run();

        assertThat(outcome.forget()).isEqualTo(ForgetDone.ran(2, 1));
        assertThat(ids()).hasSize(2).contains(outcome.snapshot().id());
    }

    @Test
    void shouldWorkWithTheFormatBeforeCompressionAndSayOnceHowToUpgradeIt() throws Exception {
        stock = StockRestic.of(series, directory.resolve("old-format"), "correct horse");
        site.reach(stock);
        stock.run("init", "--repository-version", "1");
        stock.run("backup", "--host", Identity.VOLSYNC_HOST, data.toString());
        Files.writeString(data.resolve("newer.txt"), "and newer");
        plan.keepLast(5);

        MoverOutcome first = run();
        assertThat(first.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(first.forget()).isEqualTo(ForgetDone.ran(0, 2));
        assertThat(first.logTail()).contains("run `restic migrate upgrade_repo_v2` once while nothing else uses it.");
        plan.lastForget = plan.plannedAt;

        MoverOutcome second = run();
        assertThat(second.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(second.logTail()).doesNotContain("upgrade_repo_v2");
        stock.run("migrate", "upgrade_repo_v2");
        Files.writeString(data.resolve("newest.txt"), "after the upgrade");
        assertThat(run().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(ids()).hasSize(3);
        stock.run("check", "--read-data");
    }

    /** Hours of weeks, then days of years; and around it what is none of this source's business. */
    private void fill() throws IOException {
        for (int hour = 1; hour <= HOURLY; hour++) {
            own(-hour, hour % 24 == 0 ? List.of("manual", "keep") : List.of());
        }
        for (int day = 1; day <= DAILY; day++) {
            own(-HOURLY - 24 * day, List.of());
        }
        String path = data.toString();
        for (int day = 1; day <= 200; day++) {
            OffsetDateTime time = hoursFromNow(-24 * day);
            history.add("nas", List.of(path), List.of("nas"), time, tree);
            history.add(Identity.VOLSYNC_HOST, List.of("/etc"), List.of(), time, tree);
            history.add(Identity.VOLSYNC_HOST, List.of(path + "/folder"), List.of(), time, tree);
            history.add(Identity.VOLSYNC_HOST, List.of("/etc", path), List.of(), time, tree);
        }
    }

    private SnapshotInfo own(int hours, List<String> tags) throws IOException {
        return history.add(Identity.VOLSYNC_HOST, List.of(data.toString()), tags, hoursFromNow(hours), tree);
    }

    private OffsetDateTime hoursFromNow(int hours) {
        return now.plus(Duration.ofHours(hours)).atOffset(WRITERS_ZONE);
    }

    private static RetentionPolicy policy(Map<KeepRule, Integer> counts) {
        return new RetentionPolicy(
                counts.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, count -> new KeepCount(count.getValue()))),
                Map.of());
    }

    private MoverOutcome run() {
        launcher.forget();
        return site.sync();
    }

    private Set<String> ids() throws IOException, InterruptedException {
        return new TreeSet<>(stock.snapshots());
    }

    /** The repository as it is now; the folder of its snapshots. */
    private Path copy() throws IOException {
        Path target = directory.resolve("untouched");
        try (Stream<Path> files = Files.walk(history.root())) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(history.root().relativize(file).toString()));
            }
        }
        return target.resolve("snapshots");
    }

    /** What restic by itself would remove of this source's history. */
    private Set<String> doomedIn(Path repository) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("forget", "--no-lock", "--dry-run", "--json"));
        arguments.addAll(List.of("--host", Identity.VOLSYNC_HOST, "--path", data.toString()));
        arguments.addAll(List.of("--group-by", "host,paths"));
        arguments.addAll(plan.policy.forgetFlags());
        Set<String> doomed = new TreeSet<>();
        for (JsonNode group :
                StockRestic.of(series, repository, ForgedRepository.PASSWORD).json(arguments.toArray(String[]::new))) {
            if (group.path("paths").size() == 1) {
                group.path("remove")
                        .forEach(snapshot -> doomed.add(snapshot.path("id").asText()));
            }
        }
        return doomed;
    }
}
