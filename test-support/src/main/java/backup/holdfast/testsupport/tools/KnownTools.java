package backup.holdfast.testsupport.tools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The programs the project knows how to get. */
final class KnownTools {

    private static final Pattern RESTIC_VERSION = Pattern.compile("restic (\\d+\\.\\d+\\.\\d+)");

    private KnownTools() {}

    /** restic. Debian's unstable suite moves, so it is the range that decides, not the suite. */
    static ToolSpec restic(ResticSeries series) {
        return switch (series) {
            case V0_18 -> restic(VersionRange.of("0.18.0", "0.19.0"), List.of("trixie"));
            case V0_19 -> restic(VersionRange.of("0.19.0", "0.20.0"), List.of("sid"));
            case ANY -> restic(VersionRange.of("0.17.1", "0.20.0"), List.of("sid", "trixie"));
        };
    }

    private static ToolSpec restic(VersionRange accepted, List<String> suites) {
        return new ToolSpec(
                "restic",
                List.of("version"),
                RESTIC_VERSION,
                accepted,
                PinnedReleases.of("restic", accepted),
                Optional.of(new DebianPackage(suites, List.of("restic"), "usr/bin/restic")));
    }
}
