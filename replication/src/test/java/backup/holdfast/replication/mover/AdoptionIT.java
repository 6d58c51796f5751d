package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.tools.ResticSeries;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Repositories both ways: what VolSync wrote is ours to keep, and what we write anybody's restic can read. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(180)
class AdoptionIT {
    private final ResticSeries series;

    @TempDir
    Path directory;

    private Path volume;
    private PlanBuilder plan;
    private int runs;

    AdoptionIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        volume = Files.createDirectory(directory.resolve("volume"));
        Path cache = Files.createDirectory(directory.resolve("cache"));
        plan = new PlanBuilder(Path.of(Identity.VOLUME_PATH), cache);
        plan.plannedAt = Clock.systemUTC().instant();
    }

    @Test
    void shouldListAndRestoreTheHistoryVolSyncLeft() throws Exception {
        StockRestic stock = adopted();
        List<Instant> times = List.copyOf(VolSyncRepository.SNAPSHOTS.values());
        List<String> ids = stock.snapshots();
        plan.workspace = new Workspace(volume, plan.workspace.cache(), null);

        MoverOutcome newest = run(stock, List.of(), plan.select(WantedSnapshot.NEWEST));
        MoverOutcome october =
                run(stock, List.of(), plan.select(new WantedSnapshot(null, Instant.parse("2026-10-31T00:00:00Z"), 0)));
        run(stock, List.of(), restore(newest));

        assertThat(newest.snapshots())
                .extracting(snapshot -> snapshot.time().truncatedTo(ChronoUnit.SECONDS))
                .containsExactlyElementsOf(
                        times.stream().sorted((a, b) -> b.compareTo(a)).toList());
        assertThat(newest.snapshot().id()).isEqualTo(ids.get(ids.size() - 1));
        assertThat(october.snapshot().time()).isEqualTo("2026-10-01T04:00:00Z");
        for (Map.Entry<String, String> file : VolSyncRepository.latestFiles().entrySet()) {
            assertThat(sha256(volume.resolve(file.getKey()))).as(file.getKey()).isEqualTo(file.getValue());
        }
        Path byHand = stock.restore("latest", Files.createDirectory(directory.resolve("by-hand")));
        assertThat(TreeDiff.of(byHand, volume).lines()).isEmpty();
        assertThat(stock.snapshots()).isEqualTo(ids);
    }

    @Test
    void shouldGoOnWithVolSyncsHistoryAsItsOwn() throws Exception {
        StockRestic stock = adopted();
        List<String> before = stock.snapshots();
        List<String> namespace = namespace();
        plan.workspace = new Workspace(volume, plan.workspace.cache(), null);
        run(stock, List.of(), restore(run(stock, List.of(), plan.select(WantedSnapshot.NEWEST))));
        plan.workspace = new Workspace(Path.of(Identity.VOLUME_PATH), plan.workspace.cache(), null);
        Files.writeString(volume.resolve("new.txt"), "written under Holdfast");

        MoverOutcome backup = run(stock, namespace, plan.backup());

        // The content is known: only what is new is read into the repository.
        assertThat(backup.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(backup.repository().origin()).isEqualTo(Origin.FOUND);
        assertThat(backup.repository().id()).isEqualTo(VolSyncRepository.ID);
        assertThat(backup.backup().filesNew()).isEqualTo(1);
        JsonNode made = stock.json("snapshots", "--json", "latest").get(0);
        assertThat(made.path("hostname").asText()).isEqualTo(VolSyncRepository.HOST);
        assertThat(made.path("paths").toString()).isEqualTo("[\"/data\"]");
        assertThat(made.has("tags")).isFalse();
        assertThat(made.path("parent").asText()).isEqualTo(before.get(before.size() - 1));

        // Old and new are one history, and lose what the policy says, and nothing else.
        plan.policy = new RetentionPolicy(
                Map.of(KeepRule.LAST, new KeepCount(2), KeepRule.MONTHLY, new KeepCount(3)), Map.of());
        Set<String> doomed = new TreeSet<>();
        stock.json(
                        "forget",
                        "--dry-run",
                        "--json",
                        "--host",
                        "volsync",
                        "--group-by",
                        "host,paths",
                        "--keep-last",
                        "2",
                        "--keep-monthly",
                        "3")
                .get(0)
                .path("remove")
                .forEach(snapshot -> doomed.add(snapshot.path("id").asText()));
        plan.maintenanceOnly(Step.FORGET, Step.PRUNE);

        MoverOutcome maintenance = run(stock, namespace, plan.backup());

        assertThat(doomed).isNotEmpty().isSubsetOf(before);
        List<String> kept = new ArrayList<>(before);
        kept.add(backup.snapshot().id());
        kept.removeAll(doomed);
        assertThat(maintenance.maintenanceFailure()).isNull();
        assertThat(maintenance.forget()).isEqualTo(ForgetDone.ran(doomed.size(), kept.size()));
        assertThat(stock.snapshots()).containsExactlyElementsOf(kept);
        stock.run("check", "--read-data");
        Path restored = stock.restore("latest", Files.createDirectory(directory.resolve("by-hand")));
        assertThat(TreeDiff.of(volume, restored).lines()).isEmpty();
    }

    @Test
    void shouldWriteWhatVolSyncWouldHaveWritten() throws Exception {
        StockRestic stock = StockRestic.of(series, directory.resolve("repository"), "correct horse");
        FileTrees.awkward(volume);
        TreeSnapshot content = TreeSnapshot.of(volume);
        plan.ifAbsent = Absence.CREATE;

        MoverOutcome outcome = run(stock, namespace(), plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        JsonNode snapshot = stock.json("snapshots", "--json", "--host", "volsync", "--path", "/data")
                .get(0);
        assertThat(snapshot.path("id").asText()).isEqualTo(outcome.snapshot().id());
        assertThat(snapshot.has("tags")).isFalse();
        // The root of the tree is the root of the volume, without /data before it.
        Path restored = stock.restore("latest", Files.createDirectory(directory.resolve("by-hand")));
        assertThat(content.diff(TreeSnapshot.of(restored)).lines()).isEmpty();
        assertThat(Files.exists(Path.of("/data"))).as("left behind").isEqualTo(DATA_BEFORE);
    }

    private static final boolean DATA_BEFORE = Files.exists(Path.of("/data"));

    private StockRestic adopted() throws IOException {
        Path repository = VolSyncRepository.unpackTo(Files.createDirectory(directory.resolve("unpacked")));
        return StockRestic.of(series, repository, VolSyncRepository.PASSWORD);
    }

    private List<String> namespace() throws IOException {
        return PrivateData.showing(volume, Files.createDirectory(directory.resolve("root")));
    }

    private MoverPlan restore(MoverOutcome selected) {
        return plan.restore(selected.snapshot().id(), List.of(), ExtraFiles.KEEP, Verification.CONTENT);
    }

    private MoverOutcome run(StockRestic stock, List<String> prefix, MoverPlan plan) throws Exception {
        Map<String, String> environment = stock.environment();
        environment.put("HOLDFAST_RESTIC", stock.binary().toString());
        environment.put("TMPDIR", directory.toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        Path folder = Files.createDirectory(directory.resolve("run-" + runs++));
        try (MoverProcess mover = MoverProcess.start(prefix, environment, folder)) {
            int exitCode = mover.await();
            assertThat(mover.stderr()).isEmpty();
            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(exitCode).as(outcome.toString()).isZero();
            return outcome;
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
