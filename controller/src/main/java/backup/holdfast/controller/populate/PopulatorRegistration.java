package backup.holdfast.controller.populate;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kubernetes' volume data source validator, where it is installed, that somebody fills claims from ReplicationDestinations:
 * otherwise it warns of each. The object is VolSync's, by its name, so that there is one whoever came first; it is not removed.
 *
 * <p>Needs of the API server: {@code volumepopulators} create.
 */
public final class PopulatorRegistration {
    private static final Logger log = LoggerFactory.getLogger(PopulatorRegistration.class);
    private static final String API = "populator.storage.k8s.io/v1beta1";
    private static final String KIND = "VolumePopulator";
    private static final String NAME = "volsync-replicationdestination";

    private PopulatorRegistration() {}

    /** Does nothing where the kind is not known. What goes wrong is only logged: claims are filled all the same. */
    public static void ensure(KubernetesClient client) {
        GenericKubernetesResource populator = new GenericKubernetesResourceBuilder()
                .withApiVersion(API)
                .withKind(KIND)
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .addToAdditionalProperties(
                        "sourceKind",
                        Map.of(
                                "group",
                                ReplicationResource.GROUP,
                                "kind",
                                ReplicationDestination.class.getSimpleName()))
                .build();
        try {
            if (client.supports(API, KIND)) {
                client.resource(populator).create();
                log.info("registered as the populator of claims from ReplicationDestinations");
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                log.warn("could not create {} {}: {}", KIND, NAME, e.getMessage());
            }
        }
    }
}
