package backup.holdfast.crds.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRealApi
@ClusterTest(crds = "crds/replicationsources.volsync.backube.yaml")
final class StatusWriterIT {
    private static final Instant AT = Instant.parse("2026-11-20T04:00:00Z");

    private KubernetesClient client;
    private StatusWriter writer;
    private ReplicationSource created;

    @BeforeEach
    void create(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        writer = new StatusWriter(client);
        ReplicationSource source = new ReplicationSource();
        source.getMetadata().setName("photos");
        source.getMetadata().setNamespace(namespace.name());
        created = client.resource(source).create();
    }

    @Test
    void shouldReturnTheObjectAsItIsAfterTheWrite() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = AT;
            draft.restic = ResticStatus.EMPTY.with(restic -> restic.snapshotCount = 3);
        });

        ReplicationSource written = writer.write(created, status);

        assertThat(written.getStatus()).isEqualTo(status);
        assertThat(written).isEqualTo(client.resource(created).get());
        assertThat(written.getMetadata().getResourceVersion())
                .isNotEqualTo(created.getMetadata().getResourceVersion());
        assertThat(written.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void shouldClearWhatAnotherWriterSet() {
        ReplicationSource theirs =
                writer.write(created, ReplicationStatus.EMPTY.with(draft -> draft.lastSyncStartTime = AT));

        ReplicationSource ours = writer.write(theirs, ReplicationStatus.EMPTY);

        assertThat(ours.getStatus()).isEqualTo(ReplicationStatus.EMPTY);
    }

    @Test
    void shouldWriteNothingWhenNothingDiffers() {
        ReplicationSource written =
                writer.write(created, ReplicationStatus.EMPTY.with(draft -> draft.lastSyncTime = AT));

        assertThat(writer.write(written, written.getStatus())).isSameAs(written);
        assertThat(client.resource(created).get().getMetadata().getResourceVersion())
                .isEqualTo(written.getMetadata().getResourceVersion());
    }

    @Test
    void shouldLoseAgainstANewerVersion() {
        ReplicationSource newer =
                writer.write(created, ReplicationStatus.EMPTY.with(draft -> draft.lastManualSync = "theirs"));

        KubernetesClientException lost = catchThrowableOfType(
                KubernetesClientException.class,
                () -> writer.write(created, ReplicationStatus.EMPTY.with(draft -> draft.lastManualSync = "ours")));

        assertThat(lost.getCode()).isEqualTo(409);
        assertThat(client.resource(created).get()).isEqualTo(newer);
    }

    @Test
    void shouldReadPastTheCache() {
        writer.write(created, ReplicationStatus.EMPTY.with(draft -> draft.lastManualSync = "newer"));

        assertThat(writer.fresh(created).map(source -> source.getStatus().lastManualSync()))
                .contains("newer");
    }

    @Test
    void shouldNotTakeAnObjectMadeAnewForTheOldOne() {
        client.resource(created).delete();
        assertThat(writer.fresh(created)).isEqualTo(Optional.empty());

        ReplicationSource again = new ReplicationSource();
        again.getMetadata().setName("photos");
        again.getMetadata().setNamespace(created.getMetadata().getNamespace());
        client.resource(again).create();

        assertThat(writer.fresh(created)).isEqualTo(Optional.empty());
    }
}
