package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Map;

/** Keeps claims that pods use, lets go of those that none uses, and takes volumes back whose claim is gone. */
public final class Reclaimer {

    static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
    static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";

    private final ClusterView view;
    private final KubeApi api;
    private final VolumeFolders folders;

    public Reclaimer(ClusterView view, KubeApi api, VolumeFolders folders) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.folders = requireNonNull(folders, "folders is null");
    }

    /** One pass over all claims and volumes. */
    public void reconcile() {
        for (PersistentVolumeClaim claim : view.claims()) {
            api.attempt(claim, () -> protect(claim));
        }
        for (PersistentVolume volume : view.volumes()) {
            api.attempt(volume, () -> reclaim(volume));
        }
    }

    private void protect(PersistentVolumeClaim claim) {
        if (claim.getMetadata().getDeletionTimestamp() == null) {
            api.addFinalizer(claim, CLAIM_PROTECTION);
        } else if (PodClaims.users(view, claim).isEmpty()) {
            api.removeFinalizer(claim, CLAIM_PROTECTION);
        }
    }

    private void reclaim(PersistentVolume volume) {
        boolean ours = volume.getSpec().getCsi() != null
                && volume.getSpec().getCsi().getDriver().equals(VolumeFolders.DRIVER);
        if (!ours) {
            return;
        }
        if (volume.getMetadata().getDeletionTimestamp() != null) {
            if (isReleased(volume)) {
                discard(volume);
                api.removeFinalizer(volume, VOLUME_PROTECTION);
            }
        } else if (isReleased(volume)) {
            if ("Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
                discard(volume);
                api.delete(volume);
            } else if (!"Released".equals(volume.getStatus().getPhase())) {
                api.patchStatus(volume, Map.of("phase", "Released"));
            }
        }
    }

    /** Asks the API itself, because watches may tell of a volume before they tell of its claim. */
    private boolean isReleased(PersistentVolume volume) {
        ObjectReference reference = volume.getSpec().getClaimRef();
        if (reference == null || reference.getUid() == null) {
            return false;
        }
        boolean listed = view.claims().stream()
                .anyMatch(claim -> claim.getMetadata().getUid().equals(reference.getUid()));
        if (listed) {
            return false;
        }
        PersistentVolumeClaim claim = api.client()
                .persistentVolumeClaims()
                .inNamespace(reference.getNamespace())
                .withName(reference.getName())
                .get();
        return claim == null || !claim.getMetadata().getUid().equals(reference.getUid());
    }

    private void discard(PersistentVolume volume) {
        folders.delete(folders.volume(volume.getSpec().getCsi().getVolumeHandle()));
    }
}
