package backup.holdfast.controller.stewardship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.stewardship.Mandate.Full;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cluster shows, in a namespace that stands for the only one this Holdfast may look at. */
@ClusterTest(
        crds = {"crds/replicationsources.volsync.backube.yaml", "crds/replicationdestinations.volsync.backube.yaml"})
class ClusterStewardshipIT {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private KubernetesClient client;
    private String namespace;
    private ReplicationSource source;
    private ClusterStewardship stewardship;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        source = new ReplicationSource();
        source.setMetadata(new ObjectMetaBuilder()
                .withName("photos")
                .withNamespace(namespace.name())
                .withUid("4b3b5ac2")
                .build());
        stewardship = stewardship(client);
    }

    @AfterEach
    void stop() {
        stewardship.close();
    }

    @Test
    void shouldFindTheDefinitionsComplete() {
        stewardship.start(changes::incrementAndGet);

        await().atMost(Lookout.EVERY.plusSeconds(10))
                .untilAsserted(() -> assertThat(stewardship.over(source)).isEqualTo(new Full()));
        assertThat(stewardship.impediment()).isEmpty();
    }

    @Test
    void shouldLetNothingBeDoneBeforeItHasLooked() {
        assertThat(stewardship.over(source)).isInstanceOf(HandsOff.class);
    }

    @Test
    void shouldSeeVolSyncComeAndGo() {
        stewardship.start(changes::incrementAndGet);
        Lease lease = client.resource(lease(Instant.now())).create();

        await().atMost(Lookout.EVERY.plusSeconds(10))
                .untilAsserted(() -> assertThat(stewardship.over(source)).isInstanceOf(HandsOff.class));
        assertThat(stewardship.impediment().orElseThrow()).contains(namespace + "/b95b3104.backube, held by volsync-0");
        client.resource(lease).delete();

        await().atMost(Lookout.EVERY.plusSeconds(10))
                .untilAsserted(() -> assertThat(stewardship.over(source)).isEqualTo(new Full()));
        assertThat(changes).hasValue(2);
    }

    @Test
    void shouldTellOnceWhyNothingIsWritten() {
        HandsOff mandate = new HandsOff("VolSyncActive", "VolSync is at work");

        stewardship.tell(source, mandate);
        stewardship.tell(source, mandate);

        assertThat(events).containsExactly("VolSyncActive: VolSync is at work");
    }

    /** With a Role in its namespace and nothing else, as every service account may have it. */
    @Test
    @RequiresRealApi
    void shouldDoWithoutAnyRightToTheCluster(TestCluster cluster) {
        client.resource(lease(Instant.now())).create();
        try (KubernetesClient confined = TestCluster.connect(cluster.configOfUser(
                        "system:serviceaccount:" + namespace + ":holdfast", "system:authenticated"));
                ClusterStewardship narrow = stewardship(confined)) {
            narrow.start(changes::incrementAndGet);
            // A server that has just started describes definitions a moment after it serves them.
            await("its lease may not be read")
                    .atMost(Lookout.EVERY.plusSeconds(10))
                    .untilAsserted(() -> assertThat(narrow.over(source)).isEqualTo(new Full()));
        }
    }

    private ClusterStewardship stewardship(KubernetesClient through) {
        return new ClusterStewardship(
                "",
                Set.of(namespace),
                through,
                (about, kind, reason, action, note) -> events.add(reason + ": " + note),
                Clock.systemUTC());
    }

    private Lease lease(Instant renewed) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName("b95b3104.backube")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("volsync-0")
                .withLeaseDurationSeconds((int) Duration.ofMinutes(2).toSeconds())
                .withRenewTime(renewed.atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }
}
