package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * P6: what a long history costs a steady sync. The same repository is measured with few snapshots, with many, and with few again: a
 * machine that gets slower meanwhile would show in the difference of the first and the last.
 */
final class Growth {
    private static final double MAX_GROWTH = 1.3;
    private static final int FEW = 10;
    private static final int MANY = 1000;

    private final Rig rig;
    private final Results results;

    Growth(Rig rig, Results results) {
        this.rig = rig;
        this.results = results;
    }

    void measure() {
        Volume volume = rig.volume();
        rig.say().accept("Growth: " + FEW + " and " + MANY + " snapshots");
        Site site = rig.site("growth", volume.root());
        MoverContender mover = rig.mover(site, Rig.KEEP_ALL);
        Contender bare = ShellContender.bareBackup(site);
        List<Contender> contenders = List.of(mover, bare);
        contenders.forEach(Contender::sync);
        Comparison before = at(FEW, site, mover, contenders);
        Comparison many = at(MANY, site, mover, contenders);
        Comparison after = at(FEW, site, mover, contenders);
        results.add(before.measurements(Goal.P6, FEW + " snapshots, before"));
        results.add(many.measurements(Goal.P6, MANY + " snapshots"));
        results.add(after.measurements(Goal.P6, FEW + " snapshots, after"));
        results.add(Finding.judged(
                        Goal.P6,
                        "wall at " + MANY + " snapshots of that at " + FEW,
                        growth(before, many, after, comparison -> comparison.wall(mover)),
                        MAX_GROWTH,
                        "x")
                .because("restic " + String.join(", ", many.last(mover).processes())));
        results.add(Finding.told(
                Goal.P6,
                "the same for " + bare.name(),
                growth(before, many, after, comparison -> comparison.wall(bare)),
                "x"));
    }

    private Comparison at(int snapshots, Site site, MoverContender mover, List<Contender> contenders) {
        rig.say().accept("  " + snapshots + " snapshots: " + rig.rounds() + " rounds");
        if (snapshots == MANY) {
            site.multiplySnapshots(mover.host(), snapshots);
        } else {
            site.restic("forget", "--host", mover.host(), "--keep-last", Integer.toString(snapshots));
        }
        // Twice: what the mover keeps about the history has to be of the history as it is now, as it is after any day.
        contenders.forEach(Contender::sync);
        contenders.forEach(Contender::sync);
        return Comparison.run(contenders, rig.rounds(), Contender::settle);
    }

    private static double growth(
            Comparison before, Comparison many, Comparison after, Function<Comparison, Spread> what) {
        List<Double> few = new ArrayList<>(
                List.of(what.apply(before).median(), what.apply(after).median()));
        return what.apply(many).median() / Spread.of(few).median();
    }
}
