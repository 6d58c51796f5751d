package backup.holdfast.controller.stewardship;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds VolSync's lease: in the whole cluster, or in some namespaces where nothing more is allowed. Who looks after some namespaces only
 * asks first whether it may look further, which everybody may ask, and makes no request that is refused. Not for use by several threads.
 */
final class LeaseSearch {
    private static final Logger log = LoggerFactory.getLogger(LeaseSearch.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private Reach reach;

    private enum Reach {
        CLUSTER,
        NAMESPACES,
        UNKNOWN
    }

    /** @param namespaces those that are looked after; empty means all */
    LeaseSearch(KubernetesClient client, Set<String> namespaces) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        this.reach = namespaces.isEmpty() ? Reach.CLUSTER : Reach.UNKNOWN;
    }

    List<Lease> found() {
        if (reach == Reach.UNKNOWN) {
            reach = mayLookEverywhere() ? Reach.CLUSTER : confined();
        }
        if (reach == Reach.CLUSTER) {
            try {
                return client.leases()
                        .inAnyNamespace()
                        .withField("metadata.name", VolSyncLeases.NAME)
                        .list()
                        .getItems();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                    throw e;
                }
                reach = confined();
            }
        }
        List<Lease> found = new ArrayList<>();
        namespaces.forEach(namespace -> lease(namespace).ifPresent(found::add));
        return found;
    }

    private boolean mayLookEverywhere() {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup("coordination.k8s.io")
                .withResource("leases")
                .withName(VolSyncLeases.NAME)
                .withVerb("list")
                .endResourceAttributes()
                .endSpec()
                .build();
        SelfSubjectAccessReview answer =
                client.authorization().v1().selfSubjectAccessReview().create(question);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private Reach confined() {
        log.atWarn()
                .log(
                        "may not list leases in all namespaces: VolSync is looked for in {} only. Make sure that it is"
                                + " scaled to zero",
                        namespaces.isEmpty() ? "no namespace" : "namespaces " + String.join(", ", namespaces));
        return Reach.NAMESPACES;
    }

    private Optional<Lease> lease(String namespace) {
        try {
            return Optional.ofNullable(client.leases()
                    .inNamespace(namespace)
                    .withName(VolSyncLeases.NAME)
                    .get());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
