package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills movers and breaks their store, as often as {@code -Dkills} says, in the order that {@code -Dseed} makes: {@code ./mvnw verify
 * -Pfaults -Dkills=200 -Dseed=7}. What fails names its seed and step.
 */
@S3Test
class FaultsIT {
    private static final int KILLS = Integer.getInteger("kills", 10);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int VERIFY_EVERY = 20;

    @TempDir
    Path directory;

    @Test
    void shouldHealByItselfWhateverHappens(S3Bucket bucket) throws Exception {
        Path restic = Tools.require(Tools.restic(ResticSeries.ANY));
        int happened = 0;
        int steps = 0;
        try (FaultWorld world = new FaultWorld(directory, bucket, restic, SEED)) {
            while (happened < KILLS) {
                steps++;
                happened += world.step(steps) ? 1 : 0;
                if (steps % VERIFY_EVERY == 0) {
                    world.verify();
                }
            }
            world.verify();
        }
        System.out.println("faults: " + happened + " of " + steps + " steps happened and healed, seed " + SEED);
        assertThat(happened).isEqualTo(KILLS);
    }
}
