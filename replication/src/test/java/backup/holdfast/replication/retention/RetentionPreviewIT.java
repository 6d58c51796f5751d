package backup.holdfast.replication.retention;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.retention.ForgetDryRun.Group;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The preview against {@code restic forget --dry-run}. {@code -Dretention.cases=N} compares N groups per restic. */
class RetentionPreviewIT {

    private static final int CASES = Integer.getInteger("retention.cases", 10_000);
    private static final int HOSTS = 50;
    private static final int POLICIES = 40;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"V0_18", "V0_19"})
    void shouldKeepAndRemoveExactlyWhatResticDoes(ResticSeries series) throws Exception {
        Path restic = Tools.require(Tools.restic(series));
        int compared = 0;
        for (int seed = 0; compared < CASES; seed++) {
            compared += compareOneRepository(restic, seed, CASES - compared);
        }
        assertThat(compared).isGreaterThanOrEqualTo(CASES);
    }

    @ParameterizedTest
    @EnumSource(names = {"V0_18", "V0_19"})
    void shouldKeepAsManyAsResticOfSnapshotsWithTheSameTime(ResticSeries series) throws Exception {
        Path restic = Tools.require(Tools.restic(series));
        Random random = new Random(1);
        Histories histories = new Histories(random, Instant.now());
        ForgedHistory repository = ForgedHistory.create(folder.resolve("ties"), random);
        List<SnapshotInfo> snapshots = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            for (OffsetDateTime time : histories.history()) {
                for (int copy = 0; copy <= random.nextInt(3); copy++) {
                    snapshots.add(repository.add("host-" + host, List.of("/data"), time));
                }
            }
        }
        Map<String, OffsetDateTime> times = new TreeMap<>();
        snapshots.forEach(snapshot -> times.put(snapshot.id(), snapshot.time()));
        ForgetDryRun forget = new ForgetDryRun(restic, repository.root(), "UTC");
        for (int i = 0; i < POLICIES; i++) {
            RetentionPolicy policy = histories.policy();
            Map<String, Group> expected = forget.run(policy, List.of());

            Map<String, Group> previewed = groups(RetentionPreview.of(snapshots, policy, Instant.now()));

            expected.forEach(
                    (group, byRestic) -> assertThat(times(previewed.get(group).order(), times))
                            .as("policy %s, group %s", policy, group)
                            .isEqualTo(times(byRestic.order(), times)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V0_18", "V0_19"})
    void shouldGroupByHostAndPathsAsRestic(ResticSeries series) throws Exception {
        Path restic = Tools.require(Tools.restic(series));
        Random random = new Random(2);
        ForgedHistory repository = ForgedHistory.create(folder.resolve("groups"), random);
        OffsetDateTime time = OffsetDateTime.parse("2026-01-01T10:00:00Z");
        List<SnapshotInfo> snapshots = List.of(
                repository.add("volsync", List.of("/data"), time),
                repository.add("volsync", List.of("/data"), time.plusDays(1)),
                repository.add("volsync", List.of("/data/x"), time),
                repository.add("volsync", List.of("/data", "/etc"), time),
                repository.add("volsync", List.of("/etc", "/data"), time.plusDays(1)),
                repository.add("other", List.of("/data"), time));
        RetentionPolicy policy = new RetainFields().with(KeepRule.LAST, "1").policy();
        ForgetDryRun forget = new ForgetDryRun(restic, repository.root(), "UTC");

        Map<String, Group> all = groups(RetentionPreview.of(snapshots, policy, Instant.now()));
        List<SnapshotInfo> ofHost =
                snapshots.stream().filter(it -> it.host().equals("volsync")).toList();
        Map<String, Group> one = groups(RetentionPreview.of(ofHost, policy, Instant.now()));

        assertThat(all).isEqualTo(forget.run(policy, List.of()));
        assertThat(one).isEqualTo(forget.run(policy, List.of("--host", "volsync")));
        assertThat(all.keySet())
                .containsExactly("other:/data", "volsync:/data", "volsync:/data,/etc", "volsync:/data/x");
    }

    private int compareOneRepository(Path restic, int seed, int cases) throws IOException, InterruptedException {
        Random random = new Random(seed);
        Histories histories = new Histories(random, Instant.now());
        ForgedHistory repository = ForgedHistory.create(folder.resolve("repository-" + seed), random);
        List<SnapshotInfo> snapshots = fill(repository, histories);
        ForgetDryRun forget = new ForgetDryRun(restic, repository.root(), "UTC");
        int compared = 0;
        for (int i = 0; i < POLICIES && compared < cases; i++) {
            RetentionPolicy policy = histories.policy();
            Map<String, Group> expected = forget.run(policy, List.of());

            Map<String, Group> previewed = groups(RetentionPreview.of(snapshots, policy, Instant.now()));

            expected.forEach((group, byRestic) -> assertThat(previewed.get(group))
                    .as("seed %s, policy %s, group %s", seed, policy, group)
                    .isEqualTo(byRestic));
            assertThat(previewed).hasSameSizeAs(expected);
            compared += expected.size();
        }
        return compared;
    }

    private static List<SnapshotInfo> fill(ForgedHistory repository, Histories histories) throws IOException {
        List<SnapshotInfo> snapshots = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            for (OffsetDateTime time : histories.history()) {
                snapshots.add(repository.add("host-" + host, List.of("/data"), time));
            }
        }
        return snapshots;
    }

    private static Map<String, Group> groups(RetentionPreview preview) {
        Map<String, Group> groups = new TreeMap<>();
        for (RetentionPreview.Group group : preview.groups()) {
            Map<String, List<String>> reasons = new TreeMap<>();
            List<String> order = new ArrayList<>();
            group.keep().forEach(kept -> {
                order.add(kept.snapshot().id());
                reasons.put(
                        kept.snapshot().id(),
                        kept.reasons().stream()
                                .map(RetentionPreview.Reason::text)
                                .toList());
            });
            List<String> remove = group.remove().stream().map(SnapshotInfo::id).toList();
            groups.put(group.identity().toString(), new Group(reasons, order, remove));
        }
        return groups;
    }

    private static List<OffsetDateTime> times(List<String> ids, Map<String, OffsetDateTime> times) {
        return ids.stream().map(times::get).toList();
    }
}
