package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private MoverSite site;
    private PlanBuilder plan;

    DataPathIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        stock = StockRestic.of(series, directory.resolve("repository"), "correct horse");
        site = new MoverSite(directory, series);
        site.reach(stock);
        data = site.data;
        plan = site.plan;
        plan.ifAbsent = Absence.CREATE;
    }

    @Test
    void shouldAddNothingAndSkipWhenTheSameDataIsOnAnotherDevice() throws Exception {
        Path image = image();
        Path copy = Files.copy(image, directory.resolve("copy.img"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path devices = directory.resolve("devices");
        Files.writeString(data.resolve("underneath"), "the mover looks at the volume outside of restic's mounts");
        ProcessLauncher system = site.launcher;

        String first = "mount -o loop,ro \"$0\" \"$1\"\ncd \"$1\"\nstat -c %d . > \"$2\"";
        site.launcher = new MountedRestic(system, first, image.toString(), data.toString(), devices + ".1");
        MoverOutcome before = site.sync();
        // The other image takes the loop device that this one had.
        String second = "mount -o loop,ro \"$3\" \"$4\"\n" + first;
        site.launcher = new MountedRestic(
                system,
                second,
                image.toString(),
                data.toString(),
                devices + ".2",
                copy.toString(),
                elsewhere.toString());
        MoverOutcome after = site.sync();

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
        long off = site.sync().backup().bytesAdded();

        Files.writeString(data.resolve("a.txt"), "all play and no work ".repeat(50_000));
        plan.tuning = new Tuning("max", 64, 1, null, null);
        long max = site.sync().backup().bytesAdded();

        assertThat(off).isGreaterThan(1_000_000);
        assertThat(max).isLessThan(10_000);
        stock.run("check", "--read-data");
    }

    @Test
    void shouldUploadNoFasterThanThePlanSays() throws Exception {
        new TreeBuilder(data).file("random.bin", MANY_BYTES);
        plan.tuning = new Tuning("off", null, null, 400, 100_000);

        MoverOutcome outcome = site.sync();

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

        MoverOutcome outcome = site.sync();

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
}
