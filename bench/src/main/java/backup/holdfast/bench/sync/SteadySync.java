package backup.holdfast.bench.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** P1 and P2: one sync when nothing has changed, and when three files have. */
final class SteadySync {
    private static final double MAX_SHARE_OF_VOLSYNC = 0.50;
    private static final int MAX_REQUESTS_UNCHANGED = 10;
    private static final int MAX_REQUESTS_CHANGED = 14;
    private static final int SNAPSHOTS = 10;
    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofMillis(20));

    private final Rig rig;
    private final Results results;

    SteadySync(Rig rig, Results results) {
        this.rig = rig;
        this.results = results;
    }

    void measure(Set<Goal> goals) {
        Volume volume = rig.volume();
        rig.say().accept("Steady sync: " + volume.describe() + ", " + SNAPSHOTS + " snapshots of each contender");
        Site site = rig.site("steady", volume.root());
        String keepAll = Integer.toString(Rig.KEEP_ALL);
        Contender volSync = ShellContender.volSync(site, keepAll);
        Contender mover = rig.mover(site, Rig.KEEP_ALL);
        List<Contender> contenders = new ArrayList<>(List.of(
                volSync, ShellContender.backupAndForget(site, keepAll), ShellContender.bareBackup(site), mover));
        contenders.add(new InProcessContender(Plans.of(site, rig.clock()), Rig.KEEP_ALL));
        for (Contender contender : contenders) {
            contender.sync();
            site.multiplySnapshots(contender.host(), SNAPSHOTS);
        }
        // The first after a change of the history may do more, to learn of it.
        contenders.forEach(Contender::sync);
        if (goals.contains(Goal.P1)) {
            for (Duration delay : DELAYS) {
                wallAndCpu(contenders, volSync, mover, delay);
            }
        }
        if (goals.contains(Goal.P2)) {
            int rounds = Math.min(rig.rounds(), 3);
            requests("nothing changed", MAX_REQUESTS_UNCHANGED, contenders, mover, rounds, Contender::settle);
            results.add(Comparison.run(contenders, 1, contender -> {})
                    .measurements(Goal.P2, "nothing changed, but others wrote in between"));
            requests("3 files changed", MAX_REQUESTS_CHANGED, contenders, mover, rounds, contender -> {
                contender.settle();
                volume.changeThreeFiles();
            });
        }
    }

    private void wallAndCpu(List<Contender> contenders, Contender volSync, Contender mover, Duration delay) {
        String situation = "nothing changed, " + delay.toMillis() + " ms per request";
        rig.say().accept("  " + situation + ": " + rig.rounds() + " rounds");
        rig.store().delay(delay);
        Comparison comparison = Comparison.run(contenders, rig.rounds(), Contender::settle);
        rig.store().delay(Duration.ZERO);
        results.add(comparison.measurements(Goal.P1, situation));
        results.add(Finding.judged(
                Goal.P1,
                "wall of VolSync's, " + situation,
                comparison.wall(mover).ratioTo(comparison.wall(volSync)),
                MAX_SHARE_OF_VOLSYNC,
                "x"));
        results.add(Finding.judged(
                Goal.P1,
                "CPU of VolSync's, " + situation,
                comparison.cpu(mover).ratioTo(comparison.cpu(volSync)),
                MAX_SHARE_OF_VOLSYNC,
                "x"));
    }

    private void requests(
            String situation,
            int maxRequests,
            List<Contender> contenders,
            Contender mover,
            int rounds,
            Consumer<Contender> beforeEach) {
        rig.say().accept("  requests, " + situation);
        Comparison comparison = Comparison.run(contenders, rounds, beforeEach);
        results.add(comparison.measurements(Goal.P2, situation));
        Cost last = comparison.last(mover);
        String did = "restic " + String.join(", ", last.processes()) + ": " + last.requests();
        results.add(Finding.judged(
                        Goal.P2,
                        "requests, " + situation,
                        comparison.requests(mover).max(),
                        maxRequests,
                        "requests")
                .because(did));
        results.add(Finding.judged(
                        Goal.P2,
                        "processes that derive the key, " + situation,
                        comparison.keyDerivations(mover).max(),
                        1,
                        "processes")
                .because(String.join(", ", last.processes())));
    }
}
