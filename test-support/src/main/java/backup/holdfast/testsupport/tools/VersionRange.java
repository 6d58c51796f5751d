package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

/** The versions that will do: {@code atLeast} and newer, older than {@code below}. */
public record VersionRange(ToolVersion atLeast, ToolVersion below) {

    public VersionRange {
        requireNonNull(atLeast, "atLeast is null");
        requireNonNull(below, "below is null");
        if (atLeast.compareTo(below) >= 0) {
            throw new IllegalArgumentException("empty range: " + atLeast + " to below " + below);
        }
    }

    /** A range from two version texts, the second excluded. */
    public static VersionRange of(String atLeast, String below) {
        return new VersionRange(ToolVersion.parse(atLeast), ToolVersion.parse(below));
    }

    /** Whether this version is inside. */
    public boolean contains(ToolVersion version) {
        return atLeast.compareTo(version) <= 0 && version.compareTo(below) < 0;
    }

    @Override
    public String toString() {
        return "at least " + atLeast + ", below " + below;
    }
}
