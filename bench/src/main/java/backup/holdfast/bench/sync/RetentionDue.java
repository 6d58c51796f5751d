package backup.holdfast.bench.sync;

import java.time.Duration;
import java.util.List;

/** P4: a sync of three changed files that makes one snapshot too many, so that the policy removes one. */
final class RetentionDue {
    private static final double MAX_SHARE_OF_VOLSYNC = 0.75;
    private static final int KEEP = 10;

    private final Rig rig;
    private final Results results;

    RetentionDue(Rig rig, Results results) {
        this.rig = rig;
        this.results = results;
    }

    void measure() {
        Volume volume = rig.volume();
        rig.say().accept("Retention due: 3 files changed, 1 of " + (KEEP + 1) + " snapshots to forget");
        Site site = rig.site("retention", volume.root());
        String keep = Integer.toString(KEEP);
        Contender volSync = ShellContender.volSync(site, keep);
        Contender mover = rig.mover(site, KEEP);
        List<Contender> contenders = List.of(volSync, ShellContender.backupAndForget(site, keep), mover);
        for (Contender contender : contenders) {
            contender.sync();
            site.multiplySnapshots(contender.host(), KEEP);
        }
        for (Contender contender : contenders) {
            volume.changeThreeFiles();
            contender.sync();
        }
        for (Duration delay : List.of(Duration.ZERO, Duration.ofMillis(20))) {
            String situation = "one to forget, " + delay.toMillis() + " ms per request";
            rig.say().accept("  " + situation + ": " + rig.rounds() + " rounds");
            rig.store().delay(delay);
            Comparison comparison = Comparison.run(contenders, rig.rounds(), contender -> {
                contender.settle();
                volume.changeThreeFiles();
            });
            rig.store().delay(Duration.ZERO);
            results.add(comparison.measurements(Goal.P4, situation));
            results.add(Finding.judged(
                            Goal.P4,
                            "wall of VolSync's, " + situation,
                            comparison.wall(mover).ratioTo(comparison.wall(volSync)),
                            MAX_SHARE_OF_VOLSYNC,
                            "x")
                    .because(
                            "restic " + String.join(", ", comparison.last(mover).processes())));
        }
    }
}
