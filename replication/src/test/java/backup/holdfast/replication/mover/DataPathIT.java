package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the plan says about how data is read and written, as real restic takes it. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(300)
class DataPathIT {
    private static final int MANY_BYTES = 2_000_000;

    private final ResticSeries series;

    @TempDir
    Path directory;

    private Path data;
    private StockRestic stock;
    private PlanBuilder plan;
    private ProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());

    DataPathIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        stock = StockRestic.of(series, directory.resolve("repository"), "correct horse");
        plan = new PlanBuilder(data, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
        plan.url = directory.resolve("repository").toString();
        plan.ifAbsent = Absence.CREATE;
    }

    @Test
    void shouldAddNothingAndSkipWhenTheSameDataIsOnAnotherDevice() throws Exception {
        Path image = image();
        Path copy = Files.copy(image, directory.resolve("copy.img"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path devices = directory.resolve("devices");
        Files.writeString(data.resolve("underneath"), "the mover looks at the volume outside of restic's mounts");
        ProcessLauncher system = launcher;

        String first = "mount -o loop,ro \"$0\" \"$1\"\ncd \"$1\"\nstat -c %d . > \"$2\"";
        launcher = new MountedRestic(system, first, image.toString(), data.toString(), devices + ".1");
        MoverOutcome before = run();
        // The other image takes the loop device that this one had.
        String second = "mount -o loop,ro \"$3\" \"$4\"\n" + first;
        launcher = new MountedRestic(
                system,
                second,
                image.toString(),
                data.toString(),
                devices + ".2",
                copy.toString(),
                elsewhere.toString());
        MoverOutcome after = run();

        assertThat(Files.readString(Path.of(devices + ".2")))
                .as("device numbers, which have to differ for the test to mean anything")
                .isNotEqualTo(Files.readString(Path.of(devices + ".1")));
        assertThat(before.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(after.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(after.backup().bytesAdded()).isZero();
        assertThat(after.backup().filesUnmodified()).isEqualTo(before.backup().filesProcessed());
        assertThat(stock.snapshots()).hasSize(1);
    }

    @Test
    void shouldCompressAsThePlanSays() throws Exception {
        Files.writeString(data.resolve("a.txt"), "all work and no play ".repeat(50_000));
        plan.tuning = new Tuning("off", 16, 3, null, null);
        long off = run().backup().bytesAdded();

        Files.writeString(data.resolve("a.txt"), "all play and no work ".repeat(50_000));
        plan.tuning = new Tuning("max", 64, 1, null, null);
        long max = run().backup().bytesAdded();

        assertThat(off).isGreaterThan(1_000_000);
        assertThat(max).isLessThan(10_000);
        stock.run("check", "--read-data");
    }

    @Test
    void shouldUploadNoFasterThanThePlanSays() throws Exception {
        new TreeBuilder(data).file("random.bin", MANY_BYTES);
        plan.tuning = new Tuning("off", null, null, 400, 100_000);

        MoverOutcome outcome = run();

        assertThat(outcome.backup().bytesAdded()).isGreaterThan(MANY_BYTES);
        // A second's worth may go at once.
        assertThat(Duration.between(outcome.startedAt(), outcome.endedAt()))
                .isGreaterThan(Duration.ofMillis(MANY_BYTES / 400 / 1024 * 1000 - 1000));
    }

    @Test
    void shouldLeaveOutWhatThePlanExcludes() throws Exception {
        for (String name : new String[] {"keep.txt", "a.tmp", "B.TMP", "node_modules/x.js", "folder/a.tmp"}) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.writeString(data.resolve(name), name);
        }
        plan.excludes = List.of("*.tmp", "**/node_modules");

        MoverOutcome outcome = run();

        assertThat(stock.run("ls", outcome.snapshot().id()).lines().filter(line -> line.startsWith("/")))
                .containsExactlyInAnyOrder("/B.TMP", "/folder", "/keep.txt");
    }

    /** A file system with the data on it. */
    private Path image() throws Exception {
        Path content = Files.createDirectory(directory.resolve("content"));
        new TreeBuilder(content).file("a.bin", 100_000).file("folder/b.bin", 10_000);
        Path image = directory.resolve("volume.img");
        Process made = new ProcessBuilder(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin mkfs.ext4 -q -F -d \"$0\" \"$1\" 8M",
                        content.toString(),
                        image.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeThat(made.waitFor()).as("needs mkfs.ext4 of e2fsprogs").isZero();
        return image;
    }

    private MoverOutcome run() {
        BinaryInspection inspection = ResticBinary.inspect(
                stock.binary(), new SystemProcessLauncher(Clock.systemUTC()), InspectionMemory.NONE);
        Map<String, String> environment = stock.environment();
        environment.put("TMPDIR", directory.toString());
        MoverOutcome outcome = new PlanExecutor(
                        ((BinaryInspection.Usable) inspection).binary(),
                        launcher,
                        Clock.systemUTC(),
                        event -> {},
                        process -> {})
                .execute(plan.backup(), environment, new Cancellation());
        assertThat(outcome.failure()).isNull();
        plan.repositoryId = outcome.repository().id();
        return outcome;
    }
}
