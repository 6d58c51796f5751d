package backup.holdfast.restic.store;

import java.util.List;

/**
 * What lies directly in a place, in part.
 *
 * @param sample the first names, sorted; folders end with a slash
 * @param seen how many were seen, at most a page of a thousand
 */
public record Contents(List<String> sample, int seen) {

    private static final int SAMPLE = 5;

    public Contents {
        sample = List.copyOf(sample);
    }

    static Contents of(List<String> names) {
        return new Contents(names.stream().sorted().limit(SAMPLE).toList(), names.size());
    }
}
