package backup.holdfast.nfsscaler.workload;

import backup.holdfast.crds.nfs.NfsMount;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The NFS mounts of workloads: inline, by a claim, by the claims of a StatefulSet, or by an inline CSI volume. */
final class NfsVolumes {

    /** Claims on NFS, by namespace and name. */
    private final Map<String, Map<String, NfsMount>> claims = new HashMap<>();

    NfsVolumes(Collection<PersistentVolume> volumes, Collection<PersistentVolumeClaim> all) {
        Map<String, NfsMount> mounts = new HashMap<>();
        for (PersistentVolume volume : volumes) {
            NfsMount.of(volume)
                    .ifPresent(mount -> mounts.put(volume.getMetadata().getName(), mount));
        }
        for (PersistentVolumeClaim claim : all) {
            NfsMount mount =
                    claim.getSpec() == null ? null : mounts.get(claim.getSpec().getVolumeName());
            if (mount != null) {
                claims.computeIfAbsent(claim.getMetadata().getNamespace(), namespace -> new HashMap<>())
                        .put(claim.getMetadata().getName(), mount);
            }
        }
    }

    Set<NfsMount> of(Workload workload) {
        Set<NfsMount> found = new LinkedHashSet<>();
        Map<String, NfsMount> inNamespace = claims.getOrDefault(workload.namespace(), Map.of());
        for (Object volume : volumes(workload)) {
            inline(volume).ifPresent(found::add);
            Workload.text(volume, "persistentVolumeClaim", "claimName")
                    .map(inNamespace::get)
                    .ifPresent(found::add);
        }
        for (String template : workload.claimTemplates()) {
            Pattern name = Pattern.compile(Pattern.quote(template + "-" + workload.name() + "-") + "[0-9]+");
            inNamespace.forEach((claim, mount) -> {
                if (name.matcher(claim).matches()) {
                    found.add(mount);
                }
            });
        }
        return found;
    }

    private static List<Object> volumes(Workload workload) {
        return workload.podSpec().get("volumes") instanceof List<?> volumes ? new ArrayList<>(volumes) : List.of();
    }

    private static Optional<NfsMount> inline(Object volume) {
        Optional<String> server = Workload.text(volume, "nfs", "server");
        if (server.isPresent()) {
            return Optional.of(new NfsMount(
                    server.get(), Workload.text(volume, "nfs", "path").orElse("/")));
        }
        return Workload.text(volume, "csi", "driver").flatMap(driver -> {
            Map<String, String> attributes = new HashMap<>();
            for (String name : List.of("server", "share", "node_attach_driver")) {
                Workload.text(volume, "csi", "volumeAttributes", name).ifPresent(it -> attributes.put(name, it));
            }
            return NfsMount.ofCsi(driver, attributes);
        });
    }
}
