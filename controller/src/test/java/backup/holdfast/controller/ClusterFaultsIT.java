package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.cluster.ClusterKind;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills controllers and the pods of their movers, takes the API server and the store away, a quarter as often as {@code -Dkills} says, in the
 * order that {@code -Dseed} makes: {@code ./mvnw verify -Pfaults -Dkills=200 -Dseed=7}. The rest is for {@code FaultsIT}. What fails names its seed
 * and step.
 */
@S3Test
@ClusterTest(
        crds = {
            "crds/replicationsources.volsync.backube.yaml",
            "crds/replicationdestinations.volsync.backube.yaml",
            SnapshotKind.SNAPSHOT_DEFINITION,
            SnapshotKind.CONTENT_DEFINITION,
            SnapshotKind.CLASS_DEFINITION
        })
final class ClusterFaultsIT {
    private static final int KILLS = Integer.getInteger("kills", 40) / 4;
    private static final long SEED = Long.getLong("seed", 1);
    private static final int VERIFY_EVERY = 10;

    @TempDir
    Path folder;

    @Test
    void shouldHealByItselfWhateverHappens(
            KubernetesClient client, TestNamespace namespace, TestCluster cluster, S3Bucket bucket) throws Exception {
        Assumptions.assumeTrue(
                cluster.kind() == ClusterKind.MOCK,
                "the way to the API server is cut by a proxy without TLS: -Dk8s=mock");
        int happened = 0;
        int steps = 0;
        long begin = System.nanoTime();
        try (ClusterWorld world = new ClusterWorld(cluster, client, namespace.name(), bucket, folder, SEED)) {
            while (happened < KILLS) {
                steps++;
                happened += world.step(steps) ? 1 : 0;
                if (steps % VERIFY_EVERY == 0) {
                    world.verify();
                }
            }
            world.verify();
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        System.out.println("faults: in a cluster " + happened + " of " + steps + " happened and healed in " + seconds
                + " s, seed " + SEED);
        assertThat(happened).isEqualTo(KILLS);
    }
}
