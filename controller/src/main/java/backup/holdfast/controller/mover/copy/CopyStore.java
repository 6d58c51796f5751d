package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Copies at the API server, asked for one by one: what a watch has heard may be old. */
record CopyStore(KubernetesClient client) {

    CopySight look(CopyRequest request) {
        String namespace = request.owner().namespace();
        List<String> names = List.of(request.names().usual(), request.names().ofRun());
        List<PersistentVolumeClaim> claims = names.stream()
                .map(name -> claim(namespace, name))
                .flatMap(Optional::stream)
                .toList();
        boolean claimIsThere = claims.stream().anyMatch(claim -> CopyMarks.isOf(request.owner(), request.run(), claim));
        return switch (request.method()) {
            case CLONE -> new CopySight(claims, List.of());
            case SNAPSHOT ->
                new CopySight(
                        claims,
                        claimIsThere
                                ? List.of()
                                : names.stream()
                                        .map(name -> client.resources(VolumeSnapshot.class)
                                                .inNamespace(namespace)
                                                .withName(name)
                                                .get())
                                        .filter(Objects::nonNull)
                                        .toList());
        };
    }

    Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    List<PersistentVolumeClaim> claims(RunOwner owner, RunId run) {
        return client
                .persistentVolumeClaims()
                .inNamespace(owner.namespace())
                .withLabels(CopyMarks.labels(owner, run))
                .list()
                .getItems()
                .stream()
                .filter(claim -> CopyMarks.isOf(owner, run, claim))
                .toList();
    }

    List<VolumeSnapshot> snapshots(RunOwner owner, RunId run) {
        return orNothing(() -> client
                .resources(VolumeSnapshot.class)
                .inNamespace(owner.namespace())
                .withLabels(CopyMarks.labels(owner, run))
                .list()
                .getItems()
                .stream()
                .filter(snapshot -> CopyMarks.isOf(owner, run, snapshot))
                .toList());
    }

    /** All claims that runs in the namespace have made. */
    List<PersistentVolumeClaim> claims(String namespace) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabel(HoldfastKeys.RUN)
                .list()
                .getItems();
    }

    List<VolumeSnapshot> snapshots(String namespace) {
        return orNothing(() -> client.resources(VolumeSnapshot.class)
                .inNamespace(namespace)
                .withLabel(HoldfastKeys.RUN)
                .list()
                .getItems());
    }

    List<ReplicationSource> sources(String namespace) {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    /** @return whether it was not there before */
    boolean create(PersistentVolumeClaim claim) {
        return isNew(() -> client.resource(claim).create());
    }

    /** @return whether it was not there before */
    boolean create(VolumeSnapshot snapshot) {
        try {
            return isNew(() -> client.resource(snapshot).create());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new MoverRefusedException(
                        FailureClass.SNAPSHOT_CLASS_MISSING,
                        "the cluster does not know " + VolumeSnapshot.GROUP + "/" + VolumeSnapshot.VERSION
                                + " VolumeSnapshot",
                        e);
            }
            throw e;
        }
    }

    /** Only as it was seen: by now it may be another one, or somebody may want to keep it. */
    void remove(HasMetadata object) {
        if (!CopyMarks.isTerminating(object)) {
            client.resource(object)
                    .lockResourceVersion(object.getMetadata().getResourceVersion())
                    .delete();
        }
    }

    /** From now on it is whoever's wants to keep it. */
    void letGo(RunOwner owner, VolumeSnapshot snapshot) {
        Map<String, @Nullable String> labels = new HashMap<>();
        labels.put(VolSyncKeys.CLEANUP, null);
        labels.put(HoldfastKeys.RUN, null);
        List<OwnerReference> others = snapshot.getMetadata().getOwnerReferences().stream()
                .filter(reference -> !owner.uid().equals(reference.getUid()))
                .toList();
        patch(snapshot, Map.of("labels", labels, "ownerReferences", others));
    }

    /** Changes annotations; null removes one. */
    void annotate(PersistentVolumeClaim claim, Map<String, @Nullable String> annotations) {
        if (!annotations.isEmpty()) {
            patch(claim, Map.of("annotations", annotations));
        }
    }

    private void patch(HasMetadata object, Map<String, ?> metadata) {
        Map<String, Object> locked = new HashMap<>(metadata);
        locked.put("resourceVersion", object.getMetadata().getResourceVersion());
        client.resource(object)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(Map.of("metadata", locked)));
    }

    private static boolean isNew(Runnable create) {
        try {
            create.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** A cluster without snapshots has none of ours, and so has one where we may take none. */
    private static <T> List<T> orNothing(Supplier<List<T>> list) {
        try {
            return list.get();
        } catch (KubernetesClientException e) {
            if (Arrays.asList(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_FORBIDDEN)
                    .contains(e.getCode())) {
                return Collections.emptyList();
            }
            throw e;
        }
    }
}
