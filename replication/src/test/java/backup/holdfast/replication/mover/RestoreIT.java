package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.files.Aspect;
import backup.holdfast.testsupport.files.ExtendedAttributes;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes back, and the way back, with real restic in real mover processes. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(180)
class RestoreIT {
    /** For a look at a large volume by hand: {@code -Dholdfast.test.smallFiles=100000}. */
    private static final int SMALL_FILES = Integer.getInteger("holdfast.test.smallFiles", 2_000);

    private final ResticSeries series;

    @TempDir
    Path directory;

    private RestoreHost host;
    private PlanBuilder plan;
    private Path source;
    private Path volume;

    RestoreIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws Exception {
        host = new RestoreHost(directory, series);
        plan = host.plan;
        source = host.source;
        volume = host.volume;
    }

    @Test
    void shouldBringEverythingBackAsItWas() throws Exception {
        FileTrees.awkward(source);
        ExtendedAttributes.make(source, "acl", ExtendedAttributes.ACCESS_LIST);
        ExtendedAttributes.make(source, "note", ExtendedAttributes.NOTE);
        ExtendedAttributes.make(source, "program", ExtendedAttributes.CAPABILITY);
        RestoreHost.sh("mkfifo", source + "/pipe");
        RestoreHost.sh("mknod", source + "/device", "c", "1", "3");
        String id = host.backUp();
        plan.snapshotBytes = Long.MAX_VALUE / 2;

        MoverOutcome outcome = host.done(host.mirror(id));

        assertThat(outcome.restore().losses()).isNull();
        assertThat(TreeDiff.of(source, volume).lines()).isEmpty();
        assertThat(ExtendedAttributes.of(volume))
                .isEqualTo(ExtendedAttributes.of(source))
                .containsOnlyKeys("acl", "note", "program");
        assertThat(blocks(volume.resolve("holes/all-hole"))).isLessThan(64);
    }

    /** What is there is not what was, in each way that could lead astray. */
    @Test
    void shouldWriteOverWhateverIsInTheWayAndNothingOutside() throws Exception {
        new TreeBuilder(source)
                .file("folder/file", 5000)
                .hole("hole", 1 << 20)
                .holeWithEnds("ends", 1 << 20)
                .file("was a folder", 10)
                .file("was a link", 10)
                .file("linked", 10)
                .hardLink("linked too", "linked")
                .finish();
        String id = host.backUp();
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "somebody else's");
        new TreeBuilder(volume)
                .symbolicLink("folder", outside.toString())
                .file("hole", 1 << 20)
                .file("ends", 2 << 20)
                .file("was a folder/with/content", 10)
                .symbolicLink("was a link", outside.resolve("file").toString())
                .file("linked", 10)
                .file("extra", 10)
                .file("lost+found/#123", 10)
                .finish();
        Files.createLink(volume.resolve("linked too"), outside.resolve("file"));
        TreeSnapshot before = TreeSnapshot.of(outside);

        host.done(host.mirror(id));

        assertThat(TreeDiff.of(source, volume).lines())
                .containsExactly("unexpected: lost+found", "unexpected: lost+found/#123");
        assertThat(before.diff(TreeSnapshot.of(outside), Aspect.HARD_LINKS).lines())
                .isEmpty();

        // Not even by a pattern that leads there.
        new TreeBuilder(volume).file("extra", 10);
        host.done(plan.restore(id, List.of("/"), ExtraFiles.DELETE, Verification.NONE));
        assertThat(TreeDiff.of(source, volume).lines())
                .containsExactly("unexpected: lost+found", "unexpected: lost+found/#123");
    }

    @Test
    void shouldGoOnAfterAKillWhereverItFell() throws Exception {
        FileTrees.many(source, SMALL_FILES, 3000);
        new TreeBuilder(source)
                .file("big.bin", 3_000_000)
                .holeWithEnds("ends", 3_000_000)
                .finish();
        String id = host.backUp();
        new TreeBuilder(volume)
                .file("extra", 10)
                .file("0000/000000", 4000)
                .file("big.bin", 2_000_000)
                .finish();
        TreeSnapshot before = TreeSnapshot.of(volume);
        plan.safety = new SafetyCopy(plan.identity, volume.toString(), Impossible.STOP);
        plan.tuning = new Tuning(null, null, null, null, 4_000);

        for (int attempt = 1; attempt <= 3; attempt++) {
            int killed = attempt;
            plan.runId = new RunId(PlanBuilder.RUN + (attempt == 1 ? "" : "-" + attempt));
            try (MoverProcess mover = host.start(host.mirror(id), List.of())) {
                await().atMost(Duration.ofSeconds(60 + SMALL_FILES / 500))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> entries(volume) >= (killed - 1) * SMALL_FILES / 3 + 4);
                mover.kill();
            }
        }
        plan.runId = new RunId(PlanBuilder.RUN + "-4");
        plan.tuning = Tuning.RESTIC_DEFAULTS;
        MoverOutcome last = host.done(host.mirror(id));

        assertThat(TreeDiff.of(source, volume).lines()).isEmpty();
        // The first attempt's: the only one that shows the volume untouched.
        assertThat(host.stock.json("snapshots", "--json", "--host", SafetyCopy.HOST))
                .hasSize(1);
        Path saved =
                host.stock.restore(last.restore().safetyCopy().id(), Files.createDirectory(directory.resolve("saved")));
        assertThat(before.diff(TreeSnapshot.of(saved)).lines()).isEmpty();
    }

    /** Half a file is a file that exists, and newer than any snapshot's: restic alone would spare it for good. */
    @ParameterizedTest
    @EnumSource(names = {"NEVER", "IF_NEWER"})
    void shouldFinishWhatAKillLeftHalfWrittenAndSpareWhatWasThereBefore(Overwrite overwrite) throws Exception {
        new TreeBuilder(source)
                .file("half [1]", 300_000)
                .file("timeless", 100)
                .file("whole", 100)
                .finish();
        for (String name : List.of("newer", "older")) {
            Files.writeString(source.resolve(name), "as in the snapshot");
            Files.writeString(volume.resolve(name), "the volume's own");
        }
        Files.setLastModifiedTime(
                volume.resolve("newer"), FileTime.from(Instant.now().plusSeconds(3600)));
        Files.setLastModifiedTime(volume.resolve("older"), FileTime.from(Instant.EPOCH));
        String id = host.backUp();
        plan.overwrite = overwrite;
        plan.tuning = new Tuning(null, null, null, null, 1);
        try (MoverProcess mover = host.start(host.restore(id), List.of())) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> Files.exists(plan.workspace.cache().resolve("holdfast/restoring")));
            mover.kill();
        }
        // As restic leaves them, which writes all contents first, and then gives each file its time and mode.
        byte[] content = Files.readAllBytes(source.resolve("half [1]"));
        Files.write(volume.resolve("half [1]"), Arrays.copyOf(content, 100_000));
        Files.write(volume.resolve("timeless"), Files.readAllBytes(source.resolve("timeless")));
        RestoreHost.sh("cp", "-a", source.resolve("whole").toString(), volume.toString());
        Object whole = Files.getAttribute(volume.resolve("whole"), "unix:ino");
        plan.runId = new RunId(PlanBuilder.RUN + "-2");
        plan.tuning = Tuning.RESTIC_DEFAULTS;
        host.done(host.restore(id));

        assertThat(Files.getAttribute(volume.resolve("whole"), "unix:ino"))
                .as("what is whole is not written again")
                .isEqualTo(whole);
        assertThat(volume.resolve("newer")).hasContent("the volume's own");
        assertThat(volume.resolve("older"))
                .hasContent(overwrite == Overwrite.NEVER ? "the volume's own" : "as in the snapshot");
        for (String name : List.of("newer", "older")) {
            Files.delete(source.resolve(name));
            Files.delete(volume.resolve(name));
        }
        Files.setLastModifiedTime(volume, Files.getLastModifiedTime(source));
        assertThat(TreeDiff.of(source, volume).lines()).isEmpty();
    }

    @Test
    void shouldTakeARestoreBackByteForByte() throws Exception {
        FileTrees.awkward(source);
        plan.identity = new Identity("volsync", volume.toString());
        RestoreHost.sh("cp", "-a", source + "/.", volume.toString());
        String old = host.done(plan.backup()).snapshot().id();
        Files.writeString(volume.resolve("plain.txt"), "written since");
        Files.delete(volume.resolve("empty"));
        RestoreHost.sh("mv", volume + "/odd", volume + "/renamed");
        new TreeBuilder(volume).file("new/file", 20_000).symbolicLink("new/link", "../renamed");
        String recent = host.done(plan.backup()).snapshot().id();
        Files.writeString(volume.resolve("unsaved.txt"), "written after the last backup");
        TreeSnapshot before = TreeSnapshot.of(volume);
        plan.safety = new SafetyCopy(plan.identity, volume.toString(), Impossible.STOP);

        MoverOutcome restored = host.done(host.mirror(old));

        assertThat(TreeDiff.of(source, volume).lines()).isEmpty();
        String copy = restored.restore().safetyCopy().id();
        assertThat(host.stock
                        .json("snapshots", "--json", copy)
                        .get(0)
                        .path("parent")
                        .asText())
                .isEqualTo(recent);
        assertThat(host.stock
                        .json("snapshots", "--json", copy)
                        .get(0)
                        .path("summary")
                        .path("files_changed")
                        .asInt())
                .isZero();
        // It is nobody's history.
        assertThat(host.done(plan.select(new WantedSnapshot(null, null, 1)))
                        .snapshot()
                        .id())
                .isEqualTo(old);

        plan.safety = null;
        host.done(host.mirror(copy));

        assertThat(before.diff(TreeSnapshot.of(volume)).lines()).isEmpty();
    }

    private static long entries(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), US_ASCII).strip());
    }
}
