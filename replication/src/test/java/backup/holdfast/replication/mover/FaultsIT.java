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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills movers and breaks their store, in the order that {@code -Dseed} makes: {@code ./mvnw verify -Pfaults -Dkills=200 -Dseed=7}. Half of
 * {@code -Dkills} is for a world in S3, a quarter for one in a folder, side by side, as much of the time is restic's own waiting; the rest is for
 * {@code ClusterFaultsIT}. What fails names its seed and step.
 */
@S3Test
class FaultsIT {
    private static final int KILLS = Integer.getInteger("kills", 40);
    private static final int IN_CLUSTER = KILLS / 4;
    private static final int IN_FOLDER = KILLS / 4;
    private static final int IN_S3 = KILLS - IN_CLUSTER - IN_FOLDER;
    private static final long SEED = Long.getLong("seed", 1);
    private static final int VERIFY_EVERY = 20;

    @TempDir
    Path directory;

    @Test
    void shouldHealByItselfWhateverHappens(S3Bucket bucket) throws Exception {
        List<Path> restics = restics();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> worlds = List.of(
                    threads.submit(
                            () -> suffer("S3", IN_S3, content -> new FaultyBucket(bucket, "photos", content), restics)),
                    threads.submit(() -> suffer("folder", IN_FOLDER, FaultyFolder::new, restics)));
            int happened = 0;
            for (Future<Integer> world : worlds) {
                happened += world.get();
            }
            assertThat(happened).isEqualTo(IN_S3 + IN_FOLDER);
        } finally {
            threads.shutdownNow();
        }
    }

    private int suffer(String name, int kills, FaultWorld.Site site, List<Path> restics) throws Exception {
        int happened = 0;
        int steps = 0;
        long begin = System.nanoTime();
        try (FaultWorld world = new FaultWorld(Files.createDirectory(directory.resolve(name)), site, restics, SEED)) {
            while (happened < kills) {
                steps++;
                happened += world.step(steps) ? 1 : 0;
                if (steps % VERIFY_EVERY == 0) {
                    world.verify();
                }
            }
            world.verify();
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        System.out.println("faults: in " + name + " " + happened + " of " + steps + " happened and healed in " + seconds
                + " s, seed " + SEED);
        return happened;
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
