package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** The namespace of one test. */
public record TestNamespace(String name) {

    // A name may have 63 characters; the random end takes 9 of them.
    private static final int LONGEST_HINT = 40;

    public TestNamespace {
        requireNonNull(name, "name is null");
    }

    /** A name nobody else uses, in which one can still read what it is for. */
    static TestNamespace unique(String hint, int random) {
        String readable = hint.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        String shortened = readable.substring(0, Math.min(LONGEST_HINT, readable.length()));
        return new TestNamespace("t-" + shortened.replaceAll("^-|-$", "") + "-" + String.format("%08x", random));
    }

    @Override
    public String toString() {
        return name;
    }
}
