package backup.holdfast.controller.destination;

import backup.holdfast.controller.destination.DestinationSettings.Image;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.snapshot.VolumeSnapshotSpec;
import backup.holdfast.replication.state.ImageSight;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import backup.holdfast.replication.state.RecordedRun;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The VolumeSnapshots that good restores are offered as. One is named after its volume and the second in which its run started, as in
 * VolSync, so that it is found again after a crash.
 */
public final class DestinationImages {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;

    public DestinationImages(KubernetesClient client) {
        this.client = client;
    }

    static String name(RecordedRun run, String claim) {
        return claim + "-" + SECOND.format(run.startedAt());
    }

    ImageSight look(RunOwner owner, RecordedRun run, String claim) {
        VolumeSnapshot snapshot = snapshots(owner).withName(name(run, claim)).get();
        if (snapshot == null) {
            return new ImageSight.NotTaken();
        }
        if (snapshot.getStatus().isReady()) {
            return new ImageSight.Ready();
        }
        String detail = "VolumeSnapshot " + snapshot.getMetadata().getName() + " is not ready to use"
                + snapshot.getStatus().problem().map(said -> ": " + said).orElse("");
        return new ImageSight.Pending(new MoverWait(Cause.IMAGE_PENDING, detail));
    }

    /** Does nothing where it is there already; in words, why the cluster makes none. */
    Optional<String> take(RunOwner owner, RecordedRun run, String claim, Image.OfASnapshot wanted) {
        VolumeSnapshot snapshot = new VolumeSnapshot();
        snapshot.setMetadata(owner.metadata(name(run, claim)).build());
        snapshot.setSpec(
                VolumeSnapshotSpec.ofClaim(claim, wanted.snapshotClass().orElse(null)));
        try {
            client.resource(snapshot).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
                case HttpURLConnection.HTTP_NOT_FOUND ->
                    Optional.of("the cluster knows no VolumeSnapshots: install a CSI snapshot controller, or write"
                            + " copyMethod: Direct");
                case HttpURLConnection.HTTP_FORBIDDEN, 422 -> Optional.of(String.valueOf(e.getMessage()));
                default -> throw e;
            };
        }
    }

    /** Somebody else's turn to be offered: the image of before goes, once nobody needs it. */
    void supersede(RunOwner owner, String name) {
        VolumeSnapshot snapshot = snapshots(owner).withName(name).get();
        if (snapshot != null && owner.owns(snapshot.getMetadata())) {
            patch(snapshot, Map.of("labels", Map.of(VolSyncKeys.CLEANUP, owner.uid())));
        }
    }

    /** Deletes what was superseded; what must stay is let go of, and what the populator is reading waits. */
    void sweep(RunOwner owner) {
        for (VolumeSnapshot snapshot : snapshots(owner)
                .withLabel(VolSyncKeys.CLEANUP, owner.uid())
                .list()
                .getItems()) {
            Map<String, String> labels = snapshot.getMetadata().getLabels();
            boolean inUse =
                    labels.keySet().stream().anyMatch(key -> key.startsWith(VolSyncKeys.POPULATOR_CLAIM_PREFIX));
            if (labels.containsKey(VolSyncKeys.DO_NOT_DELETE)) {
                release(snapshot);
            } else if (!inUse) {
                client.resource(snapshot)
                        .lockResourceVersion(snapshot.getMetadata().getResourceVersion())
                        .delete();
            }
        }
    }

    private void release(VolumeSnapshot snapshot) {
        Map<String, @Nullable String> labels = new TreeMap<>();
        labels.put(VolSyncKeys.CLEANUP, null);
        patch(snapshot, Map.of("labels", labels, "ownerReferences", List.of()));
    }

    private void patch(VolumeSnapshot snapshot, Map<String, Object> metadata) {
        Map<String, Object> versioned = new TreeMap<>(metadata);
        versioned.put("resourceVersion", snapshot.getMetadata().getResourceVersion());
        client.resource(snapshot)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(Map.of("metadata", versioned)));
    }

    private NonNamespaceOperation<VolumeSnapshot, KubernetesResourceList<VolumeSnapshot>, Resource<VolumeSnapshot>>
            snapshots(RunOwner owner) {
        return client.resources(VolumeSnapshot.class).inNamespace(owner.namespace());
    }
}
