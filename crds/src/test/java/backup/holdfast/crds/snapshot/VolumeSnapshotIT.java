package backup.holdfast.crds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestNamespace;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ClusterTest(crds = {SnapshotKind.SNAPSHOT_DEFINITION, SnapshotKind.CONTENT_DEFINITION, SnapshotKind.CLASS_DEFINITION})
final class VolumeSnapshotIT {
    @Test
    void shouldBeWrittenAndReadThroughTheClient(KubernetesClient client, TestNamespace namespace) {
        VolumeSnapshot snapshot = new VolumeSnapshot();
        snapshot.getMetadata().setName("photos-src");
        snapshot.getMetadata().setNamespace(namespace.name());
        snapshot.setSpec(VolumeSnapshotSpec.ofClaim("photos", "fast"));

        VolumeSnapshot created = client.resource(snapshot).create();

        assertThat(created.getSpec()).isEqualTo(VolumeSnapshotSpec.ofClaim("photos", "fast"));
        assertThat(created.getStatus().isReady()).isFalse();

        client.resource(created).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status": {"boundVolumeSnapshotContentName": "content-1", "creationTime": "2026-11-20T04:00:00Z",
                         "readyToUse": true, "restoreSize": "3Gi"}}
                        """);

        VolumeSnapshotStatus status = client.resource(created).get().getStatus();
        assertThat(status.isReady()).isTrue();
        assertThat(status.restoreSize()).isEqualTo(new Quantity("3Gi"));
        assertThat(status.creationTime()).isEqualTo(Instant.parse("2026-11-20T04:00:00Z"));
    }

    @Test
    void shouldKnowClassesAndTheirNames(KubernetesClient client, TestNamespace namespace) {
        VolumeSnapshotClass wanted = new VolumeSnapshotClass();
        wanted.getMetadata().setName(namespace.name());
        wanted.setDriver("csi.example.com");
        wanted.setDeletionPolicy(DeletionPolicy.DELETE);
        wanted.setParameters(Map.of("type", "fast"));
        client.resource(wanted).create();
        try {
            VolumeSnapshotClass found = client.resources(VolumeSnapshotClass.class)
                    .withName(namespace.name())
                    .get();

            assertThat(found.getDriver()).isEqualTo("csi.example.com");
            assertThat(found.getDeletionPolicy()).isEqualTo(DeletionPolicy.DELETE);
            assertThat(found.getParameters()).containsExactly(Map.entry("type", "fast"));
        } finally {
            client.resource(wanted).delete();
        }
    }
}
