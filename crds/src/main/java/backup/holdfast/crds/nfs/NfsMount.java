package backup.holdfast.crds.nfs;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a volume is mounted from: a server's name or address, as the volume says it, and a path on it. */
public record NfsMount(String server, String path) {

    /** The attribute by which democratic-csi names the protocol of a volume. */
    private static final String ATTACH_DRIVER = "node_attach_driver";

    public NfsMount {
        requireNonNull(server, "server is null");
        requireNonNull(path, "path is null");
    }

    /** Of an NFS volume, or one of csi-driver-nfs or democratic-csi; absent for all others. */
    public static Optional<NfsMount> of(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        if (spec == null) {
            return Optional.empty();
        }
        if (spec.getNfs() != null) {
            return of(spec.getNfs().getServer(), spec.getNfs().getPath());
        }
        return spec.getCsi() == null
                ? Optional.empty()
                : ofCsi(spec.getCsi().getDriver(), spec.getCsi().getVolumeAttributes());
    }

    /** Of an NFS volume of a pod; absent where it names no server. */
    public static Optional<NfsMount> of(NFSVolumeSource volume) {
        return of(volume.getServer(), volume.getPath());
    }

    /**
     * Of what a volume gives to its CSI driver. Drivers may have any name; those for NFS have it in their name, or say so in an
     * attribute, and name {@code server} and {@code share}.
     */
    public static Optional<NfsMount> ofCsi(String driver, @Nullable Map<String, String> attributes) {
        if (attributes == null) {
            return Optional.empty();
        }
        boolean nfs = attributes.containsKey(ATTACH_DRIVER)
                ? "nfs".equals(attributes.get(ATTACH_DRIVER))
                : driver.toLowerCase(Locale.ROOT).contains("nfs");
        return nfs ? of(attributes.get("server"), attributes.get("share")) : Optional.empty();
    }

    private static Optional<NfsMount> of(@Nullable String server, @Nullable String path) {
        return server == null || server.isBlank()
                ? Optional.empty()
                : Optional.of(new NfsMount(server, path == null ? "/" : path));
    }

    /** Whether the mount is an export or lies below it. */
    public boolean isBelow(String export) {
        String folder = export.endsWith("/") ? export : export + "/";
        return (path.endsWith("/") ? path : path + "/").startsWith(folder);
    }
}
