package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Spread;
import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** P5: what the mover's process adds to restic, in pairs of runs. On a path, where no server takes part in the CPU. */
final class MoverOverhead {
    private static final double MAX_CPU_MILLIS = 100;
    private static final double MAX_MEBIBYTES = 64;
    private static final double MAX_SHARE = 1.03;
    private static final String BARE = "bare";
    private static final int HEAVY_ROUNDS = 5;

    private final Rig rig;
    private final Results results;

    MoverOverhead(Rig rig, Results results) {
        this.rig = rig;
        this.results = results;
    }

    void measure() {
        constant();
        heavy();
    }

    /** Of a sync in which restic does as little as it can. */
    private void constant() {
        rig.say().accept("Mover's overhead: 100 unchanged files, " + rig.rounds() + " rounds");
        Volume volume = Volume.create(rig.folder().resolve("volume-tiny"), 100, 1000);
        Site site = Site.onDisk(rig.restic(), volume.root(), rig.folder().resolve("site-overhead"))
                .withRepository();
        Contender bare = ShellContender.bareBackup(site);
        Plans plans = Plans.of(site, rig.clock());
        List<Contender> contenders = new ArrayList<>(List.of(bare));
        List<MoverContender> movers = new ArrayList<>();
        for (MoverJvm jvm : rig.jvms()) {
            movers.add(new MoverContender(jvm, plans, Rig.KEEP_ALL));
        }
        contenders.addAll(movers);
        contenders.forEach(Contender::sync);
        contenders.forEach(Contender::sync);
        Comparison comparison = Comparison.run(contenders, rig.rounds(), Contender::settle);
        results.add(comparison.measurements(Goal.P5, "100 unchanged files on a path"));
        for (int i = 0; i < movers.size(); i++) {
            MoverContender mover = movers.get(i);
            MoverJvm jvm = rig.jvms().get(i);
            double cpu = comparison.medianOfDifferences(mover, bare, Cost::cpuMillis);
            double wall = comparison.medianOfDifferences(mover, bare, Cost::wallMillis);
            PeakMemory memory = new PeakMemory("java");
            mover.move(plans.backup(mover.host(), Rig.KEEP_ALL), memory::watch);
            tell("CPU over bare restic, " + jvm.name(), cpu, MAX_CPU_MILLIS, "ms", jvm);
            tell("memory of the JVM, " + jvm.name(), memory.mebibytes(), MAX_MEBIBYTES, "MiB", jvm);
            results.add(Finding.told(Goal.P5, "wall over bare restic, " + jvm.name(), wall, "ms"));
        }
    }

    /** Of a first backup and a restore, with as much work as a wrapper can get in the way of. */
    private void heavy() {
        Volume volume = Volume.create(rig.folder().resolve("volume-heavy"), 512, 1024 * 1024);
        rig.say().accept("Full backup and restore: " + volume.describe() + ", " + HEAVY_ROUNDS + " rounds");
        Site full = Site.onDisk(rig.restic(), volume.root(), rig.folder().resolve("site-heavy"))
                .withRepository();
        // Copies of one repository without snapshots: init picks the cost of the key anew each time.
        Path template = full.folder().resolve("template");
        copy(Path.of(full.url()), template);
        full.restic("backup", "--host", BARE, ".");
        String snapshot =
                full.restic("snapshots", "--json").output().replaceFirst("(?s).*\"id\":\"([0-9a-f]{64})\".*", "$1");
        Map<String, List<Double>> backup = new LinkedHashMap<>();
        Map<String, List<Double>> restore = new LinkedHashMap<>();
        for (int round = 0; round < HEAVY_ROUNDS; round++) {
            add(backup, BARE, backUp(full, template));
            add(restore, BARE, restoreBare(full, snapshot));
            for (MoverJvm jvm : rig.jvms()) {
                add(backup, jvm.name(), backUp(full, template, jvm));
                add(restore, jvm.name(), restore(full, snapshot, jvm));
            }
        }
        for (MoverJvm jvm : rig.jvms()) {
            tell("CPU of bare restic's, full backup, " + jvm.name(), ratio(backup, jvm), MAX_SHARE, "x", jvm);
            tell("CPU of bare restic's, restore, " + jvm.name(), ratio(restore, jvm), MAX_SHARE, "x", jvm);
        }
        delete(full.folder());
    }

    private double backUp(Site full, Path template) {
        Site site = fresh(full, template);
        return site.restic("backup", "--host", BARE, ".").cpuMillis();
    }

    private double backUp(Site full, Path template, MoverJvm jvm) {
        Site site = fresh(full, template);
        MoverContender mover = new MoverContender(jvm, Plans.of(site, rig.clock()), Rig.KEEP_ALL);
        return mover.sync().cpuMillis();
    }

    private double restoreBare(Site full, String snapshot) {
        Site site = full.of(target(full));
        return site.restic("restore", snapshot, "--target", ".").cpuMillis();
    }

    private double restore(Site full, String snapshot, MoverJvm jvm) {
        Plans plans = Plans.of(full.of(target(full)), rig.clock());
        return new MoverContender(jvm, plans, Rig.KEEP_ALL)
                .move(plans.restore(snapshot), shell -> {})
                .cost()
                .cpuMillis();
    }

    private static Site fresh(Site full, Path template) {
        Path repository = full.folder().resolve("fresh");
        delete(repository);
        copy(template, repository);
        return full.at(repository.toString());
    }

    private static Path target(Site full) {
        Path target = full.folder().resolve("target");
        delete(target);
        try {
            return Files.createDirectory(target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + target, e);
        }
    }

    private void tell(String what, double value, double limit, String unit, MoverJvm jvm) {
        results.add(
                jvm.equals(rig.judged())
                        ? Finding.judged(Goal.P5, what, value, limit, unit)
                        : Finding.told(Goal.P5, what, value, unit));
    }

    /** The median of the ratios of the pairs. */
    private static double ratio(Map<String, List<Double>> cpu, MoverJvm jvm) {
        List<Double> bare = cpu.getOrDefault(BARE, List.of());
        List<Double> mover = cpu.getOrDefault(jvm.name(), List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < bare.size(); i++) {
            ratios.add(mover.get(i) / bare.get(i));
        }
        return Spread.of(ratios).median();
    }

    private static void add(Map<String, List<Double>> values, String key, double value) {
        values.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
    }

    private static void copy(Path from, Path to) {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from, e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
