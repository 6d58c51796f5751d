package backup.holdfast.testsupport.files;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One file, folder or link, with all a backup has to keep of it.
 *
 * @param kind {@code file}, {@code folder}, {@code link} or {@code other}
 * @param mode permission bits, octal
 * @param owner numbers of user and group, {@code 0:0}
 * @param content of a file its size and SHA-256, of a link its target, otherwise empty
 * @param sharedWith the other paths that are the same file
 */
record TreeEntry(String kind, String mode, String owner, Instant modified, String content, List<String> sharedWith) {

    TreeEntry {
        requireNonNull(kind, "kind is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(owner, "owner is null");
        requireNonNull(modified, "modified is null");
        requireNonNull(content, "content is null");
        sharedWith = List.copyOf(sharedWith);
    }

    /** What is different in the other, apart from what is ignored. */
    List<String> differences(TreeEntry other, Set<Aspect> ignored) {
        List<String> differences = new ArrayList<>();
        add(differences, "kind", kind, other.kind);
        add(differences, "content", content, other.content);
        if (!ignored.contains(Aspect.MODE)) {
            add(differences, "mode", mode, other.mode);
        }
        if (!ignored.contains(Aspect.OWNER)) {
            add(differences, "owner", owner, other.owner);
        }
        if (!ignored.contains(Aspect.TIME)) {
            add(differences, "modified", modified, other.modified);
        }
        if (!ignored.contains(Aspect.HARD_LINKS)) {
            add(differences, "same file as", sharedWith, other.sharedWith);
        }
        return differences;
    }

    private static void add(List<String> differences, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            differences.add(what + " " + expected + " became " + actual);
        }
    }
}
