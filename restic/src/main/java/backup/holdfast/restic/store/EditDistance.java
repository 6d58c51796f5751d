package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

/** How many characters have to be put in, left out or changed to get from one text to another (Levenshtein). */
final class EditDistance {

    private final String from;

    EditDistance(String from) {
        this.from = requireNonNull(from, "from is null");
    }

    int to(String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = from.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
