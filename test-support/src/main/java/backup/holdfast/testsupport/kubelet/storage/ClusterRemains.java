package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/** What volumes and snapshots of a namespace leave in the cluster: it would outlive the namespace. */
public final class ClusterRemains {

    private final KubernetesClient client;

    public ClusterRemains(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** Removes them. Where the API server is away for good, there is nothing to remove. */
    public void remove() {
        String namespace = client.getNamespace();
        try {
            client.persistentVolumes().list().getItems().stream()
                    .filter(volume -> volume.getSpec().getCsi() != null
                            && volume.getSpec().getCsi().getDriver().equals(VolumeFolders.DRIVER)
                            && volume.getSpec().getClaimRef() != null
                            && namespace.equals(volume.getSpec().getClaimRef().getNamespace()))
                    .forEach(this::remove);
            client.genericKubernetesResources(SnapshotKind.CONTENT.context()).list().getItems().stream()
                    .filter(content -> VolumeFolders.DRIVER.equals(content.get("spec", "driver"))
                            && namespace.equals(content.get("spec", "volumeSnapshotRef", "namespace")))
                    .forEach(this::remove);
        } catch (KubernetesClientException e) {
            if (e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void remove(HasMetadata object) {
        client.resource(object)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of("metadata", Map.of("finalizers", List.of()))));
        client.resource(object).delete();
    }
}
