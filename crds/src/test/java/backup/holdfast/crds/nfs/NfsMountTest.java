package backup.holdfast.crds.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NfsMountTest {
    private static final NamedServer NAS = new NamedServer(
            "nas", List.of("NAS.home.", "truenas"), Set.of("10.0.0.5", "fd00:0:0:0:0:0:0:5"), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nfs: {server: nas, path: /media}",
                "csi: {driver: nfs.csi.k8s.io, volumeHandle: x, volumeAttributes: {server: nas, share: /media}}",
                "csi: {driver: org.democratic-csi.nfs, volumeHandle: x,"
                        + " volumeAttributes: {node_attach_driver: nfs, server: nas, share: /media}}",
                "csi: {driver: truenas.example, volumeHandle: x,"
                        + " volumeAttributes: {node_attach_driver: nfs, server: nas, share: /media}}",
            })
    void shouldSeeWhereAVolumeIsMountedFrom(String spec) {
        assertThat(NfsMount.of(volume(spec))).contains(new NfsMount("nas", "/media"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostPath: {path: /media}",
                "csi: {driver: smb.csi.k8s.io, volumeHandle: x, volumeAttributes: {source: //nas/media}}",
                "csi: {driver: org.democratic-csi.nfs, volumeHandle: x,"
                        + " volumeAttributes: {node_attach_driver: iscsi, server: nas, share: /media}}",
                "csi: {driver: rook-ceph.cephfs.csi.ceph.com, volumeHandle: x, volumeAttributes: {server: a, share: b}}",
                "csi: {driver: nfs.csi.k8s.io, volumeHandle: x}",
                "csi: {driver: nfs.csi.k8s.io, volumeHandle: x, volumeAttributes: {share: /media}}",
            })
    void shouldSeeNothingInVolumesThatAreNotOnNfs(String spec) {
        assertThat(NfsMount.of(volume(spec))).isEmpty();
        assertThat(NfsMount.of(new PersistentVolume())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/a,true", "/a/,true", "/a/b,true", "/ab,false", "/,false"})
    void shouldTellWhatLiesBelowAnExport(String path, boolean below) {
        assertThat(new NfsMount("nas", path).isBelow("/a")).isEqualTo(below);
        assertThat(new NfsMount("nas", path).isBelow("/a/")).isEqualTo(below);
        assertThat(new NfsMount("nas", path).isBelow("/")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"nas.home,true", "NAS.HOME.,true", "truenas,true", "10.0.0.5,true", "other,true", "10.0.0.6,false"})
    void shouldKnowAServerByNameAliasAndAddress(String host, boolean known) {
        Map<String, Set<String>> dns =
                Map.of("10.0.0.5", Set.of("10.0.0.5"), "other", Set.of("10.0.0.5"), "10.0.0.6", Set.of("10.0.0.6"));

        assertThat(NamedServer.of(new NfsMount(host, "/"), List.of(NAS), name -> dns.getOrDefault(name, Set.of())))
                .isEqualTo(known ? List.of(NAS) : List.of());
    }

    @Test
    void shouldTellServersOnOneHostApartByTheirExports() {
        NamedServer media = server("media", "/mnt/media");
        NamedServer backup = server("backup", "/mnt/backup");

        assertThat(of("/mnt/backup/daily", media, backup)).containsExactly(backup);
        assertThat(of("/somewhere", media, backup)).containsExactly(media, backup);
        assertThat(of("/somewhere", media)).containsExactly(media);
    }

    private static List<NamedServer> of(String path, NamedServer... servers) {
        return NamedServer.of(new NfsMount("nas", path), Arrays.asList(servers), name -> Set.of());
    }

    private static NamedServer server(String name, String export) {
        return NamedServer.of(new NfsServer(name, "nas", List.of(), null, null, null, List.of(export)), Set.of());
    }

    private static PersistentVolume volume(String spec) {
        return new KubernetesSerialization()
                .unmarshal("apiVersion: v1\nkind: PersistentVolume\nspec:\n  " + spec, PersistentVolume.class);
    }
}
