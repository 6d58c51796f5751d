package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import org.jspecify.annotations.Nullable;

/** A volume mounted at {@code /mnt/<mountPath>} of the mover. */
@ApiRecord
public record MoverVolume(String mountPath, Source volumeSource) {

    public MoverVolume {
        mountPath = Absent.toEmpty(mountPath);
        volumeSource = volumeSource == null ? Source.NONE : volumeSource;
    }

    /** Exactly one of these is expected. */
    @ApiRecord
    public record Source(
            @Nullable SecretVolumeSource secret,
            @Nullable PersistentVolumeClaimVolumeSource persistentVolumeClaim,
            @Nullable NFSVolumeSource nfs) {

        static final Source NONE = new Source(null, null, null);
    }
}
