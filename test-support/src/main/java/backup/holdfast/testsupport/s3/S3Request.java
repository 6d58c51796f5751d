package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request as a proxy in front of an S3 server sees it.
 *
 * @param target path and query as sent, such as {@code /bucket/key?uploads}
 */
public record S3Request(String method, String target) {

    private static final Set<String> LAYOUT = Set.of("config", "data", "index", "keys", "locks", "snapshots");

    public S3Request {
        requireNonNull(method, "method is null");
        requireNonNull(target, "target is null");
    }

    /** What part of a restic repository a request is about. */
    public enum Part {
        /** The bucket itself: its location, several deletions at once. */
        BUCKET,
        /** A list of keys, whatever of. */
        LIST,
        CONFIG,
        DATA,
        INDEX,
        KEYS,
        LOCKS,
        SNAPSHOTS,
        /** A key that is none of a repository. */
        OTHER
    }

    /** The path without the query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What it is about, told from the words of its path. */
    public Part part() {
        if (target.contains("list-type=") || (method.equals("GET") && target.contains("prefix="))) {
            return Part.LIST;
        }
        String[] words =
                Stream.of(path().split("/", -1)).filter(word -> !word.isEmpty()).toArray(String[]::new);
        if (words.length < 2) {
            return Part.BUCKET;
        }
        for (int i = words.length - 1; i > 0; i--) {
            if (LAYOUT.contains(words[i])) {
                return Part.valueOf(words[i].toUpperCase(Locale.ROOT));
            }
        }
        return Part.OTHER;
    }
}
