package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.bench.sync.Options.Scale;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.restic.ResticBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** P3: one image mounted twice, each time under another device number, as each point-in-time copy of a volume is. */
final class NewDevice {
    private static final Pattern ADDED = Pattern.compile("\"data_added_packed\":(\\d+)");
    private static final Pattern SAVED = Pattern.compile("\"snapshot_id\":\"[0-9a-f]");
    private static final long IMAGE_BYTES = 256L * 1024 * 1024;

    private final Rig rig;
    private final Results results;

    NewDevice(Rig rig, Results results) {
        this.rig = rig;
        this.results = results;
    }

    /** What a sync has left in the repository. */
    private record Left(long bytes, boolean snapshot) {}

    /** The site after its first syncs, on this device. */
    private record Before(Site site, String number) {}

    void measure() {
        if (!rig.restic().knows(ResticBinary.DEVICE_ID_FOR_HARDLINKS)) {
            results.add(Finding.skipped(
                    Goal.P3,
                    "bytes added on a new device number",
                    "restic " + rig.restic().version() + " knows no feature " + ResticBinary.DEVICE_ID_FOR_HARDLINKS
                            + ": put 0.19.1 or newer first on the PATH"));
            return;
        }
        rig.say().accept("New device number: one image, mounted twice");
        Path image = rig.folder().resolve("image");
        Path point = rig.folder().resolve("mounted");
        try {
            Files.createDirectories(point);
            LoopDevice.format(image, IMAGE_BYTES);
            compare(image, point);
        } catch (BenchException e) {
            results.add(Finding.skipped(
                    Goal.P3,
                    "bytes added on a new device number",
                    e.getMessage() + " (run as root where loop devices may be mounted)"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + point, e);
        } finally {
            image.toFile().delete();
        }
    }

    private void compare(Path image, Path point) {
        int files = rig.scale() == Scale.FULL ? 10_000 : 300;
        Path volume = point.resolve("volume");

        try (LoopDevice first = LoopDevice.attach(image);
                LoopDevice second = LoopDevice.attach(image)) {
            Before before = mounted(first, point, "rw", () -> {
                Volume.create(volume, files, 1000);
                Site site = rig.site("device", volume);
                mover(site);
                bare(site);
                return new Before(site, LoopDevice.numberOf(volume));
            });
            mounted(second, point, "ro", () -> {
                if (LoopDevice.numberOf(volume).equals(before.number())) {
                    throw new BenchException("both mounts have one device number");
                }
                judge(mover(before.site()), bare(before.site()), files);
                return before;
            });
        }
    }

    private void judge(Left mover, Left bare, int files) {
        results.add(Finding.judged(Goal.P3, "bytes the mover adds", (double) mover.bytes(), 0, "bytes"));
        results.add(Finding.judged(Goal.P3, "snapshots the mover makes", mover.snapshot() ? 1 : 0, 0, "snapshots"));
        results.add(Finding.told(Goal.P3, "bytes bare restic adds, without the feature", (double) bare.bytes(), "bytes")
                .because("%.0f for each of %d files; %s"
                        .formatted(
                                (double) bare.bytes() / files,
                                files,
                                bare.snapshot() ? "and a snapshot, although told to skip" : "no snapshot")));
    }

    private Left mover(Site site) {
        MoverContender mover = rig.mover(site, Rig.KEEP_ALL);
        MoverOutcome outcome = mover.move(Plans.of(site, rig.clock()).backup(mover.host(), Rig.KEEP_ALL), shell -> {})
                .outcome();
        if (outcome.backup() == null) {
            throw new BenchException("the mover counted nothing: " + outcome);
        }
        return new Left(outcome.backup().bytesAdded(), outcome.result() != RunResult.UNCHANGED);
    }

    private static Left bare(Site site) {
        String said = site.restic("backup", "--json", "--skip-if-unchanged", "--host", "bare", ".")
                .output();
        Matcher added = ADDED.matcher(said);
        if (!added.find()) {
            throw new BenchException("restic did not say what it added: " + said);
        }
        return new Left(Long.parseLong(added.group(1)), SAVED.matcher(said).find());
    }

    /** Something done while the image is mounted. */
    private interface Visit<T> {
        T make();
    }

    private static <T> T mounted(LoopDevice device, Path point, String options, Visit<T> visit) {
        device.mount(point, options);
        try {
            return visit.make();
        } finally {
            LoopDevice.unmount(point);
        }
    }
}
