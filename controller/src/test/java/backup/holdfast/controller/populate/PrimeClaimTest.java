package backup.holdfast.controller.populate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrimeClaimTest {
    private static final String UID = "6f1d0a52-3f0e-4a40-9f52-0c6a5d1b7e11";

    @ParameterizedTest
    @CsvSource({
        "volsync.backube, ReplicationDestination, , true",
        "volsync.backube, ReplicationDestination, media, true",
        "volsync.backube, ReplicationDestination, other, false",
        "volsync.backube, ReplicationSource, , false",
        "kopiur.home-operations.com, Restore, , false",
        "snapshot.storage.k8s.io, VolumeSnapshot, , false",
        "kopiur.home-operations.com, ReplicationDestination, , false",
    })
    void shouldAnswerOnlyClaimsOfDestinationsInTheirNamespace(
            String group, String kind, String namespace, boolean ours) {
        PersistentVolumeClaim claim = claim("photos");
        claim.getSpec().setDataSourceRef(new TypedObjectReference(group, kind, "back", namespace));

        assertThat(ClaimRequest.of(claim).map(ClaimRequest::destination))
                .isEqualTo(ours ? Optional.of("back") : Optional.empty());
    }

    @Test
    void shouldLeaveClaimsAloneThatAskForNothing() {
        PersistentVolumeClaim claim = claim("photos");
        claim.getSpec().setDataSourceRef(null);

        assertThat(ClaimRequest.of(claim)).isEmpty();
    }

    @Test
    void shouldAskForWhatTheClaimAsksFor() {
        PersistentVolumeClaim prime = PrimeClaim.of(request("photos"), Optional.empty());

        assertThat(prime.getMetadata().getName()).isEqualTo("vs-prime-" + UID);
        assertThat(prime.getMetadata().getNamespace()).isEqualTo("media");
        assertThat(prime.getMetadata().getLabels())
                .containsEntry("volsync.backube/populator-pvc-for", "photos")
                .containsEntry("app.kubernetes.io/created-by", "volsync");
        assertThat(prime.getMetadata().getAnnotations())
                .containsEntry("volume.kubernetes.io/selected-node", "node-a")
                .doesNotContainKey("argocd.argoproj.io/tracking-id");
        assertThat(prime.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getApiVersion()).isEqualTo("v1");
            assertThat(owner.getKind()).isEqualTo("PersistentVolumeClaim");
            assertThat(owner.getName()).isEqualTo("photos");
            assertThat(owner.getUid()).isEqualTo(UID);
        });
        assertThat(prime.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
        assertThat(prime.getSpec().getStorageClassName()).isEqualTo("folders");
        assertThat(prime.getSpec().getVolumeMode()).isEqualTo("Filesystem");
        assertThat(prime.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("3Gi"));
        assertThat(prime.getSpec().getDataSource()).isNull();
        assertThat(prime.getSpec().getDataSourceRef()).isNull();
    }

    @Test
    void shouldBeMadeFromAnImage() {
        PersistentVolumeClaim prime = PrimeClaim.of(request("photos"), Optional.of("photos-dest-1"));

        assertThat(prime.getSpec().getDataSource().getApiGroup()).isEqualTo("snapshot.storage.k8s.io");
        assertThat(prime.getSpec().getDataSource().getKind()).isEqualTo("VolumeSnapshot");
        assertThat(prime.getSpec().getDataSource().getName()).isEqualTo("photos-dest-1");
    }

    @Test
    void shouldMakeALabelOfALongName() {
        PersistentVolumeClaim prime = PrimeClaim.of(request("x".repeat(62) + "." + "y".repeat(100)), Optional.empty());

        assertThat(prime.getMetadata().getLabels()).containsEntry("volsync.backube/populator-pvc-for", "x".repeat(62));
    }

    private static ClaimRequest request(String name) {
        return ClaimRequest.of(claim(name)).orElseThrow();
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("media")
                .withName(name)
                .withUid(UID)
                .addToAnnotations("volume.kubernetes.io/selected-node", "node-a")
                .addToAnnotations("argocd.argoproj.io/tracking-id", "photos")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("folders")
                .withVolumeMode("Filesystem")
                .withNewResources()
                .addToRequests("storage", new Quantity("3Gi"))
                .endResources()
                .withDataSourceRef(new TypedObjectReference("volsync.backube", "ReplicationDestination", "back", null))
                .endSpec()
                .build();
    }
}
