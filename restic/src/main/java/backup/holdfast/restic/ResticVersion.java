package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of restic. A development build ("0.18.0-dev") counts as the release it follows. */
public record ResticVersion(int major, int minor, int patch) implements Comparable<ResticVersion> {

    /** The oldest one Holdfast works with: exit codes 10, 11 and 12, and {@code --skip-if-unchanged}, are there since. */
    public static final ResticVersion MINIMUM = new ResticVersion(0, 17, 1);

    private static final Pattern NUMBERS = Pattern.compile("\\bv?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");

    /** The first version number in {@code text}, such as "0.19.1" or "restic 0.14.0 compiled with go1.19.8". */
    public static Optional<ResticVersion> parse(String text) {
        requireNonNull(text, "text is null");
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String patch = matcher.group(3);
        return Optional.of(new ResticVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch)));
    }

    public boolean isAtLeast(ResticVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ResticVersion other) {
        // Not a Comparator of method references: those are linked anew in every process, and the mover is a short one.
        int byMajor = Integer.compare(major, other.major);
        int byMinor = Integer.compare(minor, other.minor);
        return byMajor != 0 ? byMajor : byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
