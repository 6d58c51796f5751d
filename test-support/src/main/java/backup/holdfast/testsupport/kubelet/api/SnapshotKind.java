package backup.holdfast.testsupport.kubelet.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;

/** The kinds of {@code snapshot.storage.k8s.io/v1}. */
public enum SnapshotKind {
    SNAPSHOT("VolumeSnapshot", "volumesnapshots"),
    CONTENT("VolumeSnapshotContent", "volumesnapshotcontents"),
    CLASS("VolumeSnapshotClass", "volumesnapshotclasses");

    /** For {@code @ClusterTest(crds = ...)}: definitions of our own, for tests. Where they are served, snapshots are played. */
    public static final String SNAPSHOT_DEFINITION = "crds/snapshots/volumesnapshots.yaml";

    /** See {@link #SNAPSHOT_DEFINITION}. */
    public static final String CONTENT_DEFINITION = "crds/snapshots/volumesnapshotcontents.yaml";

    /** See {@link #SNAPSHOT_DEFINITION}. */
    public static final String CLASS_DEFINITION = "crds/snapshots/volumesnapshotclasses.yaml";

    /** Their group. */
    public static final String GROUP = "snapshot.storage.k8s.io";

    private static final String VERSION = "v1";

    private final String kind;
    private final String plural;

    SnapshotKind(String kind, String plural) {
        this.kind = kind;
        this.plural = plural;
    }

    public String kind() {
        return kind;
    }

    public String apiVersion() {
        return GROUP + "/" + VERSION;
    }

    /** Snapshots are in namespaces, what they stand for is not. */
    public boolean isNamespaced() {
        return this == SNAPSHOT;
    }

    /** For fabric8. */
    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion(VERSION)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(isNamespaced())
                .build();
    }

    static boolean areServed(KubernetesClient client) {
        try {
            return client.raw("/apis/" + GROUP + "/" + VERSION) != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
