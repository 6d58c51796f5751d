package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.KubeApi.EventType;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.kubelet.storage.StorageFaults.SnapshotPlay;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Takes volume snapshots: copies of folders, as they are at that moment. */
public final class SnapshotControl {

    private static final String BOUND = "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection";
    private static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";

    private final ClusterView view;
    private final KubeApi api;
    private final VolumeFolders folders;
    private final StorageFaults faults;
    private final Clock clock;

    public SnapshotControl(ClusterView view, KubeApi api, VolumeFolders folders, StorageFaults faults, Clock clock) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.folders = requireNonNull(folders, "folders is null");
        this.faults = requireNonNull(faults, "faults is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** One pass over all snapshots and what they stand for. */
    public void reconcile() {
        for (GenericKubernetesResource snapshot : view.snapshots(SnapshotKind.SNAPSHOT)) {
            api.attempt(snapshot, () -> reconcile(snapshot));
        }
        for (GenericKubernetesResource content : view.snapshots(SnapshotKind.CONTENT)) {
            api.attempt(content, () -> reclaim(content));
        }
    }

    private void reconcile(GenericKubernetesResource snapshot) {
        if (snapshot.getMetadata().getDeletionTimestamp() != null) {
            release(snapshot);
            return;
        }
        SnapshotStatus status = SnapshotStatus.of(snapshot);
        if (status.isReady()) {
            return;
        }
        if (status.content().isEmpty()) {
            take(snapshot);
        } else if (faults.snapshots() instanceof SnapshotPlay.Ready ready
                && !clock.instant().isBefore(takenAt(snapshot).plus(ready.after()))) {
            api.patchStatus(snapshot, Map.of("readyToUse", true));
            content(status).ifPresent(content -> api.patchStatus(content, Map.of("readyToUse", true)));
        }
    }

    private void take(GenericKubernetesResource snapshot) {
        Optional<GenericKubernetesResource> snapshotClass = classOf(snapshot);
        Optional<String> claimName = Optional.ofNullable(snapshot.get("spec", "source", "persistentVolumeClaimName"));
        if (claimName.isEmpty()) {
            return;
        }
        if (snapshotClass.isEmpty()) {
            String name = snapshot.get("spec", "volumeSnapshotClassName");
            fail(
                    snapshot,
                    name == null
                            ? "cannot find default snapshot class"
                            : "Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io \""
                                    + name + "\" not found");
            return;
        }
        if (!VolumeFolders.DRIVER.equals(snapshotClass.get().get("driver"))) {
            return;
        }
        if (faults.snapshots() instanceof SnapshotPlay.Failing failing) {
            fail(snapshot, failing.message());
            return;
        }
        Optional<PersistentVolumeClaim> claim =
                view.claim(snapshot.getMetadata().getNamespace(), claimName.get());
        Optional<Path> source = claim.map(Claim::new)
                .filter(Claim::isBound)
                .flatMap(Claim::volumeName)
                .flatMap(view::volume)
                .flatMap(folders::of);
        if (claim.isEmpty() || source.isEmpty()) {
            fail(
                    snapshot,
                    "Failed to create snapshot content with error snapshot controller failed to update "
                            + snapshot.getMetadata().getName() + " on API server: the PVC " + claimName.get()
                            + " is not there, or not yet bound to a PV, will not attempt to take a snapshot");
            return;
        }
        api.addFinalizer(snapshot, BOUND);
        SnapshotContent content = new SnapshotContent(snapshot, snapshotClass.get(), claim.get(), faults.restoreSize());
        folders.createFrom(source.get(), folders.snapshot(content.name()));
        api.create(content.object());
        api.patchStatus(snapshot, content.statusOfSnapshot(api.now()));
        api.event(
                snapshot,
                EventType.NORMAL,
                "SnapshotCreated",
                "Snapshot " + snapshot.getMetadata().getNamespace() + "/"
                        + snapshot.getMetadata().getName() + " was successfully created by the CSI driver.");
    }

    private static Instant takenAt(GenericKubernetesResource snapshot) {
        return Instant.parse(Optional.<String>ofNullable(snapshot.get("status", "creationTime"))
                .orElseGet(() -> snapshot.getMetadata().getCreationTimestamp()));
    }

    private Optional<GenericKubernetesResource> classOf(GenericKubernetesResource snapshot) {
        String name = snapshot.get("spec", "volumeSnapshotClassName");
        if (name != null) {
            return ClusterView.named(view.snapshots(SnapshotKind.CLASS), name);
        }
        return view.snapshots(SnapshotKind.CLASS).stream()
                .filter(one -> one.getMetadata().getAnnotations() != null
                        && "true".equals(one.getMetadata().getAnnotations().get(DEFAULT_CLASS)))
                .findFirst();
    }

    private Optional<GenericKubernetesResource> content(SnapshotStatus status) {
        return status.content().flatMap(name -> ClusterView.named(view.snapshots(SnapshotKind.CONTENT), name));
    }

    private void fail(GenericKubernetesResource snapshot, String message) {
        if (!message.equals(snapshot.get("status", "error", "message"))) {
            api.patchStatus(
                    snapshot, Map.of("readyToUse", false, "error", Map.of("message", message, "time", api.now())));
        }
        api.event(snapshot, EventType.WARNING, "SnapshotContentCreationFailed", message);
    }

    /** A deleted snapshot takes its content along, and then lets go. */
    private void release(GenericKubernetesResource snapshot) {
        Optional<GenericKubernetesResource> content = content(SnapshotStatus.of(snapshot));
        if (content.isPresent() && "Delete".equals(content.get().get("spec", "deletionPolicy"))) {
            api.delete(content.get());
        } else {
            api.removeFinalizer(snapshot, BOUND);
        }
    }

    /** What a content that is being deleted stands for goes first; one that is gone left nothing. */
    private void reclaim(GenericKubernetesResource content) {
        if (content.getMetadata().getDeletionTimestamp() != null) {
            folders.delete(folders.snapshot(content.getMetadata().getName()));
            api.removeFinalizer(content, SnapshotContent.PROTECTION);
        }
    }
}
