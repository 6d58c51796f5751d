package backup.holdfast.testsupport.kubelet.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is, as watches told last: it may lag behind. Jobs, pods, claims and snapshots are those of the client's namespace; nodes,
 * volumes and classes those of the cluster.
 */
public final class ClusterView implements AutoCloseable {

    private final Runnable changed;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<PersistentVolume> volumes;
    private final SharedIndexInformer<StorageClass> storageClasses;
    private final SharedIndexInformer<Node> nodes;
    private final Optional<SnapshotInformers> snapshots;

    /** Returns when everything has been listed once. */
    public ClusterView(KubernetesClient client, Runnable changed) {
        this.changed = changed;
        String namespace = client.getNamespace();
        jobs = started(client.batch().v1().jobs().inNamespace(namespace).inform(notifying()));
        pods = started(client.pods().inNamespace(namespace).inform(notifying()));
        claims = started(client.persistentVolumeClaims().inNamespace(namespace).inform(notifying()));
        volumes = started(client.persistentVolumes().inform(notifying()));
        storageClasses = started(client.storage().v1().storageClasses().inform(notifying()));
        nodes = started(client.nodes().inform(notifying()));
        snapshots = SnapshotKind.areServed(client)
                ? Optional.of(new SnapshotInformers(
                        snapshots(client, namespace, SnapshotKind.SNAPSHOT),
                        snapshots(client, namespace, SnapshotKind.CONTENT),
                        snapshots(client, namespace, SnapshotKind.CLASS)))
                : Optional.empty();
    }

    private record SnapshotInformers(
            SharedIndexInformer<GenericKubernetesResource> snapshots,
            SharedIndexInformer<GenericKubernetesResource> contents,
            SharedIndexInformer<GenericKubernetesResource> classes) {}

    public List<Job> jobs() {
        return jobs.getStore().list();
    }

    public List<Pod> pods() {
        return pods.getStore().list();
    }

    public List<PersistentVolumeClaim> claims() {
        return claims.getStore().list();
    }

    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return claims().stream()
                .filter(claim -> claim.getMetadata().getName().equals(name)
                        && claim.getMetadata().getNamespace().equals(namespace))
                .findFirst();
    }

    public List<PersistentVolume> volumes() {
        return volumes.getStore().list();
    }

    public Optional<PersistentVolume> volume(String name) {
        return named(volumes(), name);
    }

    public List<StorageClass> storageClasses() {
        return storageClasses.getStore().list();
    }

    public Optional<StorageClass> storageClass(String name) {
        return named(storageClasses(), name);
    }

    public List<Node> nodes() {
        return nodes.getStore().list();
    }

    /** Whether the cluster has volume snapshots at all. */
    public boolean hasSnapshots() {
        return snapshots.isPresent();
    }

    /** Objects of this kind; none if the cluster has no volume snapshots. */
    public List<GenericKubernetesResource> snapshots(SnapshotKind kind) {
        return snapshots
                .map(found -> switch (kind) {
                    case SNAPSHOT -> found.snapshots().getStore().list();
                    case CONTENT -> found.contents().getStore().list();
                    case CLASS -> found.classes().getStore().list();
                })
                .orElse(List.of());
    }

    /** The one of this name, if it is there. */
    public static <T extends HasMetadata> Optional<T> named(List<T> objects, String name) {
        return objects.stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }

    private SharedIndexInformer<GenericKubernetesResource> snapshots(
            KubernetesClient client, String namespace, SnapshotKind kind) {
        return started(
                kind.isNamespaced()
                        ? client.genericKubernetesResources(kind.context())
                                .inNamespace(namespace)
                                .inform(notifying())
                        : client.genericKubernetesResources(kind.context()).inform(notifying()));
    }

    private <T> SharedIndexInformer<T> started(SharedIndexInformer<T> informer) {
        informers.add(informer);
        return informer;
    }

    private <T> ResourceEventHandler<T> notifying() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.run();
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.run();
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                changed.run();
            }
        };
    }
}
