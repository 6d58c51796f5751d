package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.sandbox.Mount;
import backup.holdfast.testsupport.kubelet.storage.PodClaims;
import backup.holdfast.testsupport.kubelet.storage.VolumeFolders;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds or makes the folder behind each volume of a pod, and says where containers see it. */
final class PodVolumes {

    private final PodClaims claims;
    private final VolumeFolders folders;
    private final PodFileSource files;

    PodVolumes(PodClaims claims, VolumeFolders folders, References references) {
        this.claims = requireNonNull(claims, "claims is null");
        this.folders = requireNonNull(folders, "folders is null");
        this.files = new PodFileSource(references);
    }

    /** What a volume is for the length of the pod's life. */
    private record Prepared(Path folder, Mount.Access access, Ownership ownership) {}

    private enum Ownership {
        FS_GROUP,
        AS_IT_IS
    }

    /** The folder of every volume by its name; made below this folder where they are the pod's own. */
    Map<String, PreparedVolume> prepare(Pod pod, Path own) throws StartProblem, IOException {
        Map<String, PreparedVolume> prepared = new TreeMap<>();
        Optional<Long> group =
                Optional.ofNullable(pod.getSpec().getSecurityContext()).map(context -> context.getFsGroup());
        for (Volume volume : pod.getSpec().getVolumes()) {
            Prepared one = prepare(pod, volume, own.resolve(volume.getName()));
            if (group.isPresent() && one.ownership() == Ownership.FS_GROUP && one.access() == Mount.Access.READ_WRITE) {
                PodFiles.giveToGroup(one.folder(), group.get());
            }
            prepared.put(volume.getName(), new PreparedVolume(one.folder(), one.access()));
        }
        return prepared;
    }

    /** A volume that can be mounted. */
    record PreparedVolume(Path folder, Mount.Access access) {
        PreparedVolume {
            requireNonNull(folder, "folder is null");
            requireNonNull(access, "access is null");
        }
    }

    /** Where the container sees them. */
    static List<Mount> mounts(Container container, Map<String, PreparedVolume> volumes)
            throws StartProblem, IOException {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            PreparedVolume volume = volumes.get(mount.getName());
            if (volume == null) {
                throw StartProblem.mount("volume \"" + mount.getName() + "\" is not one of the pod's");
            }
            Mount.Access access = Boolean.TRUE.equals(mount.getReadOnly()) ? Mount.Access.READ_ONLY : volume.access();
            mounts.add(new Mount(source(mount, volume), mount.getMountPath(), access));
        }
        return mounts;
    }

    private static Path source(VolumeMount mount, PreparedVolume volume) throws StartProblem, IOException {
        String inside = Optional.ofNullable(mount.getSubPath()).orElse("");
        Path source = volume.folder().resolve(inside).normalize();
        if (!source.startsWith(volume.folder())) {
            throw StartProblem.config("subPath must not contain '..': " + inside);
        }
        if (!Files.exists(source)) {
            Files.createDirectories(source);
        }
        return source;
    }

    private Prepared prepare(Pod pod, Volume volume, Path own) throws StartProblem, IOException {
        if (volume.getPersistentVolumeClaim() != null) {
            Mount.Access access =
                    Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly())
                            ? Mount.Access.READ_ONLY
                            : Mount.Access.READ_WRITE;
            return new Prepared(
                    claimed(pod, volume.getPersistentVolumeClaim().getClaimName()), access, Ownership.FS_GROUP);
        }
        if (volume.getNfs() != null) {
            String server = volume.getNfs().getServer();
            String path = volume.getNfs().getPath();
            Path folder = folders.exported(server, path)
                    .orElseThrow(() -> StartProblem.mount("MountVolume.SetUp failed for volume \"" + volume.getName()
                            + "\" : mount failed: exit status 32: mount.nfs: " + server + ":" + path
                            + " is not served"));
            Mount.Access access = Boolean.TRUE.equals(volume.getNfs().getReadOnly())
                    ? Mount.Access.READ_ONLY
                    : Mount.Access.READ_WRITE;
            return new Prepared(folder, access, Ownership.AS_IT_IS);
        }
        if (volume.getEmptyDir() != null) {
            Files.createDirectories(own);
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
            return new Prepared(own, Mount.Access.READ_WRITE, Ownership.FS_GROUP);
        }
        Files.createDirectories(own);
        files.of(pod, volume).write(own);
        Optional<Long> group =
                Optional.ofNullable(pod.getSpec().getSecurityContext()).map(context -> context.getFsGroup());
        if (group.isPresent()) {
            PodFiles.giveToGroup(own, group.get());
        }
        return new Prepared(own, Mount.Access.READ_ONLY, Ownership.AS_IT_IS);
    }

    private Path claimed(Pod pod, String claim) throws StartProblem {
        Optional<String> obstacle = claims.attachObstacle(pod, claim);
        if (obstacle.isPresent()) {
            throw StartProblem.attach(obstacle.get());
        }
        String namespace = pod.getMetadata().getNamespace();
        if (claims.isBlock(namespace, claim)) {
            throw StartProblem.mount(
                    "volume of claim \"" + claim + "\" has volumeMode Block, but is specified in volumeMounts");
        }
        return claims.folder(namespace, claim)
                .orElseThrow(() -> StartProblem.mount("nobody provides the volume of claim \"" + claim + "\""));
    }
}
