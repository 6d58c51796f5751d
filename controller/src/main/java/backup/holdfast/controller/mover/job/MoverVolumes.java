package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.crds.volsync.CustomCA;
import backup.holdfast.crds.volsync.MoverVolume;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The volumes of a mover's pod, and where its container has them. Those that everybody's mover has come first, under VolSync's names:
 * admission policies know them.
 */
final class MoverVolumes {
    static final Path DATA = Path.of("/data");
    static final Path CACHE = Path.of("/cache");
    static final Path CA_CERTIFICATE = Path.of("/customCA/ca.crt");
    static final String TEMP = "/tmp";

    /** In a repository's Secret: the content of a file, whose name restic wants. */
    static final String GOOGLE_KEY = "GOOGLE_APPLICATION_CREDENTIALS";

    static final String GOOGLE_FILE = "/credentials/gcs.json";

    private final JobRequest request;
    private final List<Volume> volumes = new ArrayList<>();
    private final List<VolumeMount> mounts = new ArrayList<>();

    MoverVolumes(JobRequest request) {
        this.request = request;
        addWorkspace();
        addCertificate();
        addGoogleCredentials();
        request.options().moverVolumes().forEach(this::add);
    }

    List<Volume> volumes() {
        return volumes;
    }

    List<VolumeMount> mounts() {
        return mounts;
    }

    private void addWorkspace() {
        VolumeBuilder cache = new VolumeBuilder().withName("cache");
        request.data().ifPresent(this::add);
        if (request.hasCache()) {
            cache.withNewPersistentVolumeClaim(request.names().cacheClaim(), null);
        } else {
            // A claim would bind a cache to the node of this pod, where the next one's volume may not be.
            cache.withNewEmptyDir().endEmptyDir();
        }
        volumes.add(cache.build());
        mount("cache", CACHE.toString());
        // On disk: restic packs here what it uploads, and in memory that would count against the limit.
        volumes.add(new VolumeBuilder()
                .withName("tempdir")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        mount("tempdir", TEMP);
    }

    private void add(VolumeSight data) {
        Boolean readOnly = data.isReadOnly() ? true : null;
        volumes.add(new VolumeBuilder()
                .withName("data")
                .withNewPersistentVolumeClaim(data.name(), readOnly)
                .build());
        mounts.add(new VolumeMountBuilder()
                .withName("data")
                .withMountPath(DATA.toString())
                .withReadOnly(readOnly)
                .build());
    }

    private void addCertificate() {
        CustomCA ca = request.options().customCA();
        if (request.assignment().certificate().isEmpty() || ca == null) {
            return;
        }
        KeyToPath item = new KeyToPathBuilder()
                .withKey(ca.key())
                .withPath(CA_CERTIFICATE.getFileName().toString())
                .build();
        VolumeBuilder volume = new VolumeBuilder().withName("custom-ca");
        if (ca.secretName() == null || ca.secretName().isEmpty()) {
            volume.withNewConfigMap()
                    .withName(ca.configMapName())
                    .withItems(item)
                    .endConfigMap();
        } else {
            volume.withNewSecret()
                    .withSecretName(ca.secretName())
                    .withItems(item)
                    .endSecret();
        }
        volumes.add(volume.build());
        mountReadOnly("custom-ca", "/customCA");
    }

    private void addGoogleCredentials() {
        if (!request.assignment().environment().containsKey(GOOGLE_KEY)) {
            return;
        }
        volumes.add(new VolumeBuilder()
                .withName("gcs-credentials")
                .withNewSecret()
                .withSecretName(request.secretName())
                .addNewItem()
                .withKey(GOOGLE_KEY)
                .withPath("gcs.json")
                .endItem()
                .endSecret()
                .build());
        mountReadOnly("gcs-credentials", "/credentials");
    }

    private void add(MoverVolume wanted) {
        MoverVolumeName name = MoverVolumeName.of(wanted.mountPath());
        MoverVolume.Source source = wanted.volumeSource();
        VolumeBuilder volume = new VolumeBuilder().withName(name.volume());
        long sources = 0;
        if (source.secret() != null) {
            volume.withSecret(source.secret());
            sources++;
        }
        if (source.persistentVolumeClaim() != null) {
            volume.withPersistentVolumeClaim(source.persistentVolumeClaim());
            sources++;
        }
        if (source.nfs() != null) {
            volume.withNfs(source.nfs());
            sources++;
        }
        if (sources != 1) {
            throw refused("spec.restic.moverVolumes with mountPath \"" + wanted.mountPath()
                    + "\" needs exactly one of secret, persistentVolumeClaim and nfs");
        }
        if (mounts.stream().anyMatch(mount -> mount.getMountPath().equals(name.path()))) {
            throw refused("two of spec.restic.moverVolumes are mounted at " + name.path());
        }
        volumes.add(volume.build());
        mounts.add(new VolumeMountBuilder()
                .withName(name.volume())
                .withMountPath(name.path())
                .withReadOnly(isReadOnly(source).orElse(null))
                .build());
    }

    private static Optional<Boolean> isReadOnly(MoverVolume.Source source) {
        if (source.secret() != null) {
            return Optional.of(true);
        }
        return Optional.ofNullable(source.persistentVolumeClaim())
                .map(claim -> claim.getReadOnly())
                .or(() -> Optional.ofNullable(source.nfs()).map(nfs -> nfs.getReadOnly()))
                .filter(Boolean::booleanValue);
    }

    private void mount(String volume, String path) {
        mounts.add(new VolumeMountBuilder().withName(volume).withMountPath(path).build());
    }

    private void mountReadOnly(String volume, String path) {
        mounts.add(new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build());
    }

    static MoverRefusedException refused(String message) {
        return new MoverRefusedException(FailureClass.INVALID_SPEC, message);
    }
}
