package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** A kind whose objects live in namespaces and can be deleted. */
record NamespacedKind(String apiVersion, String kind, String plural) {

    private static final List<String> VERBS = List.of("list", "patch", "delete");

    NamespacedKind {
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(plural, "plural is null");
    }

    /** All that the server knows now, each in one version. */
    static List<NamespacedKind> discover(KubernetesClient client) {
        List<NamespacedKind> kinds = new ArrayList<>(ofVersion(client, "v1"));
        for (APIGroup group : client.getApiGroups().getGroups()) {
            kinds.addAll(ofVersion(client, group.getPreferredVersion().getGroupVersion()));
        }
        return List.copyOf(kinds);
    }

    private static List<NamespacedKind> ofVersion(KubernetesClient client, String apiVersion) {
        APIResourceList resources = client.getApiResources(apiVersion);
        return resources == null
                ? List.of()
                : resources.getResources().stream()
                        .filter(resource ->
                                resource.getNamespaced() && resource.getVerbs().containsAll(VERBS))
                        .map(resource -> new NamespacedKind(apiVersion, resource.getKind(), resource.getName()))
                        .toList();
    }

    /** Where a namespace's objects of this kind are. */
    String path(String namespace) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion + "/namespaces/" + namespace + "/" + plural;
    }
}
