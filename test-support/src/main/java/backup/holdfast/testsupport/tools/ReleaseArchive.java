package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * One file of a project's official release, pinned by the SHA-256 of the file as it is served.
 *
 * @param location where it is; the ending says how it is packed: {@code .bz2} is the program itself, {@code .tar.gz} holds it
 */
public record ReleaseArchive(String version, Platform platform, String sha256, URI location) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public ReleaseArchive {
        requireNonNull(version, "version is null");
        requireNonNull(platform, "platform is null");
        requireNonNull(location, "location is null");
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256: " + sha256);
        }
    }
}
