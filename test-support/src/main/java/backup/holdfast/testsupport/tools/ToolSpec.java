package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program somebody may need, and where it can come from.
 *
 * @param name of the executable
 * @param versionArguments make the program print its version and end
 * @param versionPattern finds the version in that output, as group 1
 * @param accepted the versions that will do
 * @param releases official files, the preferred version first; for any platform
 * @param debian the Debian packages, if Debian has it
 */
public record ToolSpec(
        String name,
        List<String> versionArguments,
        Pattern versionPattern,
        VersionRange accepted,
        List<ReleaseArchive> releases,
        Optional<DebianPackage> debian) {

    public ToolSpec {
        requireNonNull(name, "name is null");
        versionArguments = List.copyOf(versionArguments);
        requireNonNull(versionPattern, "versionPattern is null");
        requireNonNull(accepted, "accepted is null");
        releases = List.copyOf(releases);
        requireNonNull(debian, "debian is null");
    }

    /** The official files for one platform. */
    List<ReleaseArchive> releasesFor(Platform platform) {
        return releases.stream()
                .filter(release -> release.platform().equals(platform))
                .toList();
    }
}
