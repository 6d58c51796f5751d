package backup.holdfast.testsupport.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one tree differs from another, a line per path: {@code missing: a}, {@code unexpected: b}, {@code changed: c: mode 640 became 600}. In
 * an assertion, the text is the explanation: {@code assertThat(diff.lines()).isEmpty()}.
 */
public record TreeDiff(List<String> lines) {

    public TreeDiff {
        lines = List.copyOf(lines);
    }

    /** Compares two folders as they are now. */
    public static TreeDiff of(Path expected, Path actual, Aspect... ignored) throws IOException {
        return TreeSnapshot.of(expected).diff(TreeSnapshot.of(actual), ignored);
    }

    static TreeDiff between(Map<String, TreeEntry> expected, Map<String, TreeEntry> actual, Set<Aspect> ignored) {
        List<String> lines = new ArrayList<>();
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        for (String name : names) {
            TreeEntry before = expected.get(name);
            TreeEntry after = actual.get(name);
            if (after == null) {
                lines.add("missing: " + readable(name));
            } else if (before == null) {
                lines.add("unexpected: " + readable(name));
            } else {
                List<String> differences = before.differences(after, ignored);
                if (!differences.isEmpty()) {
                    lines.add("changed: " + readable(name) + ": " + String.join("; ", differences));
                }
            }
        }
        return new TreeDiff(lines);
    }

    /** Whether there is no difference. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public String toString() {
        return lines.isEmpty() ? "no difference" : String.join("\n", lines);
    }

    private static String readable(String name) {
        return name.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
