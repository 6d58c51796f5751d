package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.ToolResult;
import backup.holdfast.testsupport.tools.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills movers and breaks their store, in the order that {@code -Dseed} makes: {@code ./mvnw verify -Pfaults -Dkills=200 -Dseed=7}. Of
 * {@code -Dkills} a quarter is for a world in a folder and half for two in S3, side by side, as much of the time is restic's own waiting; the
 * rest is for {@code ClusterFaultsIT}. What fails names its world, seed and step, and ends the others.
 */
@S3Test
class FaultsIT {
    private static final int KILLS = Integer.getInteger("kills", 40);
    private static final int QUARTER = KILLS / 4;
    private static final int REST = KILLS - 3 * QUARTER;
    private static final long SEED = Long.getLong("seed", 1);
    private static final int VERIFY_EVERY = 20;

    @TempDir
    Path directory;

    /** @param seed of its own, or the worlds in S3 would suffer the same */
    private record Suffering(String world, FaultWorld.Site site, int kills, long seed) {}

    @Test
    void shouldHealByItselfWhateverHappens(S3Bucket bucket) throws Exception {
        List<Path> restics = restics();
        List<Suffering> all = List.of(
                new Suffering("folder", FaultyFolder::new, QUARTER, SEED),
                new Suffering("S3", content -> new FaultyBucket(bucket, "photos", content), REST, SEED),
                new Suffering(
                        "S3, too", content -> new FaultyBucket(bucket, "music", content), QUARTER, SEED + 1_000_000));
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            CompletionService<Integer> worlds = new ExecutorCompletionService<>(threads);
            all.forEach(suffering -> worlds.submit(() -> suffer(suffering, restics)));
            int happened = 0;
            for (int ended = 0; ended < all.size(); ended++) {
                happened += worlds.take().get();
            }
            assertThat(happened).isEqualTo(2 * QUARTER + REST);
        } finally {
            threads.shutdownNow();
        }
    }

    private int suffer(Suffering suffering, List<Path> restics) throws Exception {
        int happened = 0;
        int steps = 0;
        long begin = System.nanoTime();
        Path folder = Files.createDirectory(directory.resolve(suffering.world()));
        try (FaultWorld world = new FaultWorld(folder, suffering.site(), restics, suffering.seed())) {
            while (happened < suffering.kills()) {
                steps++;
                happened += world.step(steps) ? 1 : 0;
                if (steps % VERIFY_EVERY == 0) {
                    world.verify();
                    tell(suffering, happened, steps, begin);
                }
            }
            world.verify();
        }
        tell(suffering, happened, steps, begin);
        return happened;
    }

    private static void tell(Suffering suffering, int happened, int steps, long begin) {
        System.out.println("faults: in " + suffering.world() + " " + happened + " of " + steps
                + " happened and healed in " + (System.nanoTime() - begin) / 1_000_000_000 + " s, seed "
                + suffering.seed());
    }

    /** Of each series, as far as they are to be had: a repository meets several over the years. */
    private static List<Path> restics() {
        List<Path> found = new ArrayList<>();
        Stream.of(ResticSeries.V0_19, ResticSeries.V0_18).map(Tools::restic).forEach(result -> {
            if (result instanceof ToolResult.Found restic) {
                found.add(restic.path());
            }
        });
        return found.isEmpty() ? List.of(Tools.require(Tools.restic(ResticSeries.ANY))) : found;
    }
}
