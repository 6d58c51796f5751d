package backup.holdfast.bench.sync;

import backup.holdfast.testsupport.s3.S3Request.Part;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** S3 requests by kind, such as {@code GET keys}. */
record Requests(SortedMap<String, Long> kinds) {
    /** restic never caches the key: each process that opens the repository fetches it once, and derives the password's key from it. */
    private static final String KEY = "GET keys";

    Requests {
        kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
    }

    static Requests of(Map<Part, Map<String, Long>> counts) {
        SortedMap<String, Long> kinds = new TreeMap<>();
        counts.forEach((part, methods) -> methods.forEach(
                (method, count) -> kinds.merge(method + " " + part.name().toLowerCase(Locale.ROOT), count, Long::sum)));
        return new Requests(kinds);
    }

    long total() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many processes opened the repository: with one key in it, as many as fetched a key. */
    long keyDerivations() {
        return kinds.getOrDefault(KEY, 0L);
    }

    @Override
    public String toString() {
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }
}
