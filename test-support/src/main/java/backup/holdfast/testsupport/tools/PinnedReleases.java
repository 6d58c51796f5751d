package backup.holdfast.testsupport.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** The official releases whose checksums the project knows, from the resource {@code releases.txt}. */
final class PinnedReleases {

    private static final String RESOURCE = "releases.txt";

    private PinnedReleases() {}

    /** The releases of one tool whose version is accepted, in the order of the file. */
    static List<ReleaseArchive> of(String tool, VersionRange accepted) {
        Predicate<ReleaseArchive> fits = release -> accepted.contains(ToolVersion.parse(release.version()));
        InputStream resource =
                Objects.requireNonNull(PinnedReleases.class.getResourceAsStream(RESOURCE), RESOURCE + " is missing");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .filter(words -> words[0].equals(tool))
                    .map(PinnedReleases::parse)
                    .filter(fits)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private static ReleaseArchive parse(String[] words) {
        if (words.length != 6) {
            throw new IllegalStateException(RESOURCE + ": six words expected: " + String.join(" ", words));
        }
        return new ReleaseArchive(words[1], new Platform(words[2], words[3]), words[4], URI.create(words[5]));
    }
}
