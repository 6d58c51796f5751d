package backup.holdfast.controller.source;

import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.crds.nfs.NfsScaler;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Volumes and NfsScalers as a test sets them, and how often somebody asked for the scalers. */
final class FakeNfsObjects implements NfsObjects {
    private final Map<String, PersistentVolume> volumes = new ConcurrentHashMap<>();
    private List<NfsScaler> scalers = List.of();
    private int scalerReads;

    /** A volume on NFS. */
    FakeNfsObjects withVolume(String name, String server, String path) {
        volumes.put(
                name,
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNewNfs(path, false, server)
                        .endSpec()
                        .build());
        return this;
    }

    /** A volume that is not on NFS. */
    FakeNfsObjects withBlockVolume(String name) {
        volumes.put(
                name,
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNewCsi()
                        .withDriver("rbd.csi.ceph.com")
                        .endCsi()
                        .endSpec()
                        .build());
        return this;
    }

    FakeNfsObjects withScaler(NfsScaler scaler) {
        List<NfsScaler> more = new ArrayList<>(scalers);
        more.add(scaler);
        scalers = List.copyOf(more);
        return this;
    }

    /** An accepted NfsScaler that watches {@code truenas.internal}, also known as {@code nas}, as server {@code truenas}. */
    static NfsScaler scaler(String name, String state) {
        return scaler(name, state, "True");
    }

    static NfsScaler scaler(String name, String state, String ready) {
        return new KubernetesSerialization().unmarshal("""
                apiVersion: holdfast.backup/v1alpha1
                kind: NfsScaler
                metadata: {name: %s}
                spec:
                  servers:
                    - {name: other, host: other.internal}
                    - {name: truenas, host: truenas.internal, aliases: [nas]}
                status:
                  conditions:
                    - {type: Ready, status: "%s", reason: Any, message: "", lastTransitionTime: "2026-11-01T00:00:00Z"}
                  servers:
                    - {name: other, state: Up, addresses: [192.0.2.1]}
                    - {name: truenas, state: %s, addresses: [192.0.2.7, "2001:db8::7"]}
                """.formatted(name, ready, state), NfsScaler.class);
    }

    int scalerReads() {
        return scalerReads;
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public List<NfsScaler> scalers() {
        scalerReads++;
        return scalers;
    }
}
