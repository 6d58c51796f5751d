package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * Does what the namespace controller of a whole cluster does: removes everything in a namespace, then the namespace. Finalizers are
 * not waited for, since whoever set them has gone with the test.
 */
final class NamespaceRemoval {

    private final KubernetesClient admin;
    private final String namespace;

    NamespaceRemoval(KubernetesClient admin, String namespace) {
        this.admin = requireNonNull(admin, "admin is null");
        this.namespace = requireNonNull(namespace, "namespace is null");
    }

    void run() {
        // First, so that nobody can add to it any more.
        admin.namespaces().withName(namespace).delete();
        removeAll("v1");
        for (APIGroup group : admin.getApiGroups().getGroups()) {
            removeAll(group.getPreferredVersion().getGroupVersion());
        }
        Namespace terminating = admin.namespaces().withName(namespace).get();
        if (terminating != null) {
            Namespace finalized = new NamespaceBuilder(terminating)
                    .editSpec()
                    .withFinalizers(List.of())
                    .endSpec()
                    .build();
            admin.raw("/api/v1/namespaces/" + namespace + "/finalize", "PUT", finalized);
        }
    }

    private void removeAll(String groupVersion) {
        APIResourceList resources = admin.getApiResources(groupVersion);
        if (resources == null) {
            return;
        }
        for (APIResource resource : resources.getResources()) {
            if (resource.getNamespaced() && resource.getVerbs().containsAll(List.of("list", "patch", "delete"))) {
                removeAll(groupVersion, resource);
            }
        }
    }

    private void removeAll(String groupVersion, APIResource resource) {
        int slash = groupVersion.indexOf('/');
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : groupVersion.substring(0, slash))
                .withVersion(groupVersion.substring(slash + 1))
                .withKind(resource.getKind())
                .withPlural(resource.getName())
                .withNamespaced(true)
                .build();
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                operation = admin.genericKubernetesResources(context);
        for (GenericKubernetesResource item :
                operation.inNamespace(namespace).list().getItems()) {
            Resource<GenericKubernetesResource> handle =
                    operation.inNamespace(namespace).withName(item.getMetadata().getName());
            if (!item.getMetadata().getFinalizers().isEmpty()) {
                release(handle);
            }
            handle.withGracePeriod(0).delete();
        }
    }

    private static void release(Resource<GenericKubernetesResource> object) {
        try {
            object.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
        } catch (KubernetesClientException e) {
            // A controller that is still at work may have been quicker.
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
