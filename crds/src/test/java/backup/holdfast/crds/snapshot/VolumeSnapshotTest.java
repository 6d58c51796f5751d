package backup.holdfast.crds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class VolumeSnapshotTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void shouldNotCallBoundReady() {
        VolumeSnapshotStatus bound = new VolumeSnapshotStatus("content-1", null, null, null, null);

        assertThat(bound.isReady()).isFalse();
        assertThat(new VolumeSnapshotStatus("content-1", null, false, null, null).isReady())
                .isFalse();
        assertThat(new VolumeSnapshotStatus(null, null, true, null, null).isReady())
                .isFalse();
    }

    @Test
    void shouldReadWhatItDoesNotKnow() {
        VolumeSnapshot snapshot = serialization.unmarshal("""
                {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": {"name": "a"},
                 "spec": {"source": null, "moon": 1},
                 "status": {"error": {"message": "no room", "time": "yesterday"}, "creationTime": "soon", "sun": true}}
                """, VolumeSnapshot.class);
        VolumeSnapshotContent content = serialization.unmarshal("""
                {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent", "metadata": {"name": "c"},
                 "spec": {"deletionPolicy": "Bury", "volumeSnapshotRef": {"name": "a", "namespace": "b"}},
                 "status": {"restoreSize": 3221225472, "creationTime": 1763000000000000000, "volumeGroupSnapshotHandle": "x"}}
                """, VolumeSnapshotContent.class);

        assertThat(snapshot.getSpec()).isEqualTo(VolumeSnapshotSpec.EMPTY);
        assertThat(snapshot.getStatus().problem()).contains("no room");
        assertThat(snapshot.getStatus().creationTime()).isNull();
        assertThat(content.getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.UNRECOGNIZED);
        assertThat(content.getSpec().volumeSnapshotRef().getName()).isEqualTo("a");
        assertThat(content.getStatus().restoreSize()).isEqualTo(3221225472L);
    }
}
