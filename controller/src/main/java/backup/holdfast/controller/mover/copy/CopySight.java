package backup.holdfast.controller.mover.copy;

import backup.holdfast.crds.snapshot.VolumeSnapshot;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;

/** What the cluster has under the names that a copy could have. */
record CopySight(List<PersistentVolumeClaim> claims, List<VolumeSnapshot> snapshots) {
    static final CopySight NOTHING = new CopySight(List.of(), List.of());

    CopySight {
        claims = List.copyOf(claims);
        snapshots = List.copyOf(snapshots);
    }
}
