package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.Optional;

/** Finds what claims ask to be filled with: other claims and snapshots. */
final class DataSources {

    private final ClusterView view;
    private final VolumeFolders folders;

    DataSources(ClusterView view, VolumeFolders folders) {
        this.view = requireNonNull(view, "view is null");
        this.folders = requireNonNull(folders, "folders is null");
    }

    DataSource of(Claim claim) {
        String kind;
        String name;
        String group;
        var reference = claim.object().getSpec().getDataSourceRef();
        var older = claim.object().getSpec().getDataSource();
        if (reference != null) {
            kind = reference.getKind();
            name = reference.getName();
            group = Optional.ofNullable(reference.getApiGroup()).orElse("");
        } else if (older != null) {
            kind = older.getKind();
            name = older.getName();
            group = Optional.ofNullable(older.getApiGroup()).orElse("");
        } else {
            return new DataSource.None();
        }
        if (kind.equals("PersistentVolumeClaim") && group.isEmpty()) {
            return claim(claim, name);
        }
        if (kind.equals(SnapshotKind.SNAPSHOT.kind()) && group.equals(SnapshotKind.GROUP)) {
            return snapshot(claim, name);
        }
        return new DataSource.Populated();
    }

    private DataSource claim(Claim claim, String name) {
        Optional<PersistentVolumeClaim> found = view.claim(claim.namespace(), name);
        if (found.isEmpty()) {
            return new DataSource.Unavailable("error getting handle for DataSource Type PersistentVolumeClaim by Name "
                    + name + ": error getting PVC " + name + " (namespace " + claim.namespace() + ") from api server: "
                    + "persistentvolumeclaim \"" + name + "\" not found");
        }
        Claim source = new Claim(found.get());
        if (!source.isBound()) {
            return new DataSource.Unavailable("the PVC " + name + " is not bound, but " + source.phase());
        }
        if (!source.className().equals(claim.className())) {
            return new DataSource.Unavailable(
                    "the source PVC and destination PVCs must be in the same storage class for"
                            + " cloning. Source is in " + source.className().orElse("") + ", but new PVC is in "
                            + claim.className().orElse(""));
        }
        Optional<Path> folder = source.volumeName().flatMap(view::volume).flatMap(folders::of);
        return sized(claim, source.capacity(), folder, "PVC " + name);
    }

    private DataSource snapshot(Claim claim, String name) {
        Optional<GenericKubernetesResource> snapshot = view.snapshots(SnapshotKind.SNAPSHOT).stream()
                .filter(one -> one.getMetadata().getName().equals(name)
                        && one.getMetadata().getNamespace().equals(claim.namespace()))
                .findFirst();
        if (snapshot.isEmpty()) {
            return new DataSource.Unavailable("error getting handle for DataSource Type VolumeSnapshot by Name " + name
                    + ": error getting snapshot " + name
                    + " from api server: volumesnapshots.snapshot.storage.k8s.io \""
                    + name + "\" not found");
        }
        SnapshotStatus status = SnapshotStatus.of(snapshot.get());
        if (!status.isReady()) {
            return new DataSource.Unavailable("snapshot " + name + " is not Ready");
        }
        Optional<Path> folder = status.content().map(folders::snapshot);
        return sized(claim, status.restoreSize().orElse(new Quantity("0")), folder, "snapshot " + name);
    }

    private static DataSource sized(Claim claim, Quantity least, Optional<Path> folder, String source) {
        if (folder.isEmpty()) {
            return new DataSource.Unavailable("nobody provides what is in " + source);
        }
        if (Claim.bytes(claim.request()).compareTo(Claim.bytes(least)) < 0) {
            return new DataSource.Unavailable(
                    "requested volume size " + Claim.bytes(claim.request()).toBigInteger() + " is less than the size "
                            + Claim.bytes(least).toBigInteger() + " for the source " + source);
        }
        return new DataSource.Folder(folder.get());
    }
}
