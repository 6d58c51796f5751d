package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Volumes, snapshots and copies of a source named photos. */
final class CopySamples {
    static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    static final RunId RUN = new RunId("hf-7c1e0000-20261120t040000");
    static final RunId EARLIER = new RunId("hf-7c1e0000-20261119t040000");
    static final RunOwner OWNER =
            new RunOwner("ReplicationSource", "media", "photos", "5f0c7a52-6a3b-4f55-9f3e-0b3f6c1d2e4f");
    static final String NAME = "volsync-photos-src";

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private CopySamples() {}

    static ResticSource restic(String yaml) {
        return Objects.requireNonNull(YAML.unmarshal(
                        "apiVersion: volsync.backube/v1alpha1\nkind: ReplicationSource\nspec: {restic: " + yaml + "}\n",
                        ReplicationSource.class)
                .getSpec()
                .restic());
    }

    static CopyRequest request(Method method, String restic) {
        return new CopyRequest(OWNER, RUN, method, restic(restic), source());
    }

    /** Bound, with 5 GiB of the 3 it asked for. */
    static PersistentVolumeClaim source() {
        return claim("""
                metadata: {name: photos, namespace: media}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: fast
                  volumeMode: Filesystem
                  resources: {requests: {storage: 3Gi}}
                status: {phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}}
                """);
    }

    static PersistentVolumeClaim claim(String yaml) {
        return YAML.unmarshal("apiVersion: v1\nkind: PersistentVolumeClaim\n" + yaml, PersistentVolumeClaim.class);
    }

    static PersistentVolumeClaim named(String name) {
        return claim("metadata: {name: " + name + ", namespace: media}\nspec: {accessModes: [ReadWriteOnce]}\n");
    }

    /** Made a minute ago. */
    static VolumeSnapshot snapshot(String name, String status) {
        return YAML.unmarshal("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s, namespace: media, creationTimestamp: "2026-11-20T03:59:00Z"}
                spec: {source: {persistentVolumeClaimName: photos}}
                status: %s
                """.formatted(name, status), VolumeSnapshot.class);
    }

    static <T extends HasMetadata> T of(RunId run, T object) {
        object.getMetadata().setLabels(CopyMarks.labels(OWNER, run));
        object.getMetadata().setOwnerReferences(OWNER.metadata("any").build().getOwnerReferences());
        return object;
    }

    static <T extends HasMetadata> T kept(T object) {
        Map<String, String> labels = new HashMap<>(object.getMetadata().getLabels());
        labels.put("volsync.backube/do-not-delete", "");
        object.getMetadata().setLabels(labels);
        return object;
    }

    static <T extends HasMetadata> T deleted(String at, T object) {
        object.getMetadata().setDeletionTimestamp(at);
        return object;
    }

    static CopySight claims(PersistentVolumeClaim... claims) {
        return new CopySight(List.of(claims), List.of());
    }

    static CopySight snapshots(VolumeSnapshot... snapshots) {
        return new CopySight(List.of(), List.of(snapshots));
    }
}
