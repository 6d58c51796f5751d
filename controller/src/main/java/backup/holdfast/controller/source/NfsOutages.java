package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.crds.nfs.NfsMount;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.volsync.MoverVolume;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a run would need an NFS server that an NfsScaler says is down. Nothing is watched for this: it is asked when a run is about
 * to start, and NfsScalers are read only if something of the run is on NFS at all.
 */
public final class NfsOutages {
    private static final Path MOVER_VOLUMES = Path.of("/mnt");

    private final References references;
    private final NfsObjects objects;

    public NfsOutages(References references, NfsObjects objects) {
        this.references = requireNonNull(references, "references is null");
        this.objects = requireNonNull(objects, "objects is null");
    }

    Optional<Hold> hold(SourceReferences found) {
        List<NfsNeed> needs =
                Stream.concat(volume(found).stream(), moverVolumes(found)).toList();
        if (needs.isEmpty()) {
            return Optional.empty();
        }
        List<NfsScaler> scalers = objects.scalers();
        return needs.stream()
                .flatMap(need -> scalers.stream().map(need::heldBy).flatMap(Optional::stream))
                .findFirst();
    }

    private Optional<NfsNeed> volume(SourceReferences found) {
        String name = "PersistentVolumeClaim " + found.source().getMetadata().getNamespace() + "/" + found.claimName();
        return found.claim().flatMap(this::mount).map(mount -> new NfsNeed(name, mount));
    }

    private Stream<NfsNeed> moverVolumes(SourceReferences found) {
        ResticSource restic = found.source().getSpec().restic();
        if (restic == null) {
            return Stream.empty();
        }
        String namespace = found.source().getMetadata().getNamespace();
        return restic.moverVolumes().stream()
                .flatMap(volume -> mount(namespace, volume.volumeSource())
                        .map(mount -> new NfsNeed(described(volume, found.secret()), mount))
                        .stream());
    }

    private Optional<NfsMount> mount(String namespace, MoverVolume.Source source) {
        NFSVolumeSource nfs = source.nfs();
        if (nfs != null) {
            return NfsMount.of(nfs);
        }
        PersistentVolumeClaimVolumeSource claim = source.persistentVolumeClaim();
        return claim == null || claim.getClaimName() == null
                ? Optional.empty()
                : references.claim(namespace, claim.getClaimName()).flatMap(this::mount);
    }

    private Optional<NfsMount> mount(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.getVolumeName()))
                .filter(name -> !name.isEmpty())
                .flatMap(objects::volume)
                .flatMap(NfsMount::of);
    }

    private static String described(MoverVolume volume, RepositorySecret secret) {
        // Joined as texts: a mount path that starts with a slash is still one below /mnt.
        Path folder = Path.of(MOVER_VOLUMES + "/" + volume.mountPath()).normalize();
        boolean repository = secret instanceof RepositorySecret.Usable usable
                && usable.location() instanceof RepositoryLocation.Local local
                && Path.of(local.path()).startsWith(folder);
        return repository ? "the repository (mover volume " + folder + ")" : "mover volume " + folder;
    }
}
