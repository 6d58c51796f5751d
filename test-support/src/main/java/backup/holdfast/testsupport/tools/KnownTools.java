package backup.holdfast.testsupport.tools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The programs the project knows how to get. */
final class KnownTools {

    private static final Pattern RESTIC_VERSION = Pattern.compile("restic (\\d+\\.\\d+\\.\\d+)");

    private static final Pattern GANESHA_VERSION = Pattern.compile("NFS-Ganesha Release = V(\\d+\\.\\d+)");

    private KnownTools() {}

    /** restic. Debian's unstable suite moves, so it is the range that decides, not the suite. */
    static ToolSpec restic(ResticSeries series) {
        return switch (series) {
            case V0_18 -> restic(VersionRange.of("0.18.0", "0.19.0"), List.of("trixie"));
            case V0_19 -> restic(VersionRange.of("0.19.0", "0.20.0"), List.of("sid"));
            case ANY -> restic(VersionRange.of("0.17.1", "0.20.0"), List.of("sid", "trixie"));
        };
    }

    /**
     * An NFS server that needs no kernel, with everything it does not share with any system that has apt. Its configuration changes
     * with its major version.
     */
    static ToolSpec ganesha() {
        return new ToolSpec(
                "ganesha.nfsd",
                List.of("-v"),
                GANESHA_VERSION,
                VersionRange.of("4.0", "5.0"),
                List.of(),
                Optional.of(new DebianPackage(
                        List.of("bookworm"),
                        List.of(
                                "nfs-ganesha",
                                "nfs-ganesha-mem",
                                "libntirpc4.3",
                                "libnfsidmap1",
                                "liburcu8",
                                "libwbclient0",
                                "libbsd0",
                                "libmd0",
                                "libnsl2",
                                "libtirpc3",
                                "libdbus-1-3",
                                "libgssapi-krb5-2",
                                "libkrb5-3",
                                "libk5crypto3",
                                "libkrb5support0",
                                "libkeyutils1",
                                "rpcbind",
                                "libwrap0"),
                        "usr/bin/ganesha.nfsd",
                        List.of(
                                "usr/lib/ganesha",
                                "usr/lib/{triplet}",
                                "lib/{triplet}",
                                // Where libnfsidmap's plugins are looked for before the system's folder.
                                "usr/lib/{triplet}/libnfsidmap"))));
    }

    static ToolSpec prometheus() {
        return debian("prometheus", "prometheus", VersionRange.of("2.45.0", "4.0.0"), "prometheus");
    }

    /** Checks and tests rule files. Debian has it in a package of its own. */
    static ToolSpec promtool() {
        return debian("promtool", "promtool", VersionRange.of("2.45.0", "4.0.0"), "promtool");
    }

    static ToolSpec alertmanager() {
        return debian(
                "prometheus-alertmanager",
                "alertmanager",
                VersionRange.of("0.25.0", "1.0.0"),
                "prometheus-alertmanager");
    }

    /** restic's REST server. Before 0.12 it took every error for a missing file. */
    static ToolSpec restServer() {
        return new ToolSpec(
                "restic-rest-server",
                List.of("--version"),
                Pattern.compile("rest-server (\\d+\\.\\d+\\.\\d+)"),
                VersionRange.of("0.12.1", "1.0.0"),
                List.of(),
                Optional.of(DebianPackage.selfContained(
                        List.of("trixie", "sid"), "restic-rest-server", "usr/bin/restic-rest-server")));
    }

    /** @param called what it calls itself when it says its version */
    private static ToolSpec debian(String name, String called, VersionRange accepted, String packageName) {
        return new ToolSpec(
                name,
                List.of("--version"),
                Pattern.compile(called + ", version (\\d+\\.\\d+\\.\\d+)"),
                accepted,
                List.of(),
                Optional.of(DebianPackage.selfContained(List.of("trixie"), packageName, "usr/bin/" + name)));
    }

    private static ToolSpec restic(VersionRange accepted, List<String> suites) {
        return new ToolSpec(
                "restic",
                List.of("version"),
                RESTIC_VERSION,
                accepted,
                PinnedReleases.of("restic", accepted),
                Optional.of(DebianPackage.selfContained(suites, "restic", "usr/bin/restic")));
    }
}
