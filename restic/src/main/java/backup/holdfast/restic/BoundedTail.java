package backup.holdfast.restic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a text, within a number of characters. Not safe for several threads. */
final class BoundedTail {

    private final int maxChars;
    private final Deque<String> lines = new ArrayDeque<>();
    private int chars;

    BoundedTail(int maxChars) {
        this.maxChars = maxChars;
    }

    void add(String line) {
        String kept = line.length() < maxChars ? line : line.substring(0, maxChars - 1);
        lines.addLast(kept);
        chars += kept.length() + 1;
        while (chars > maxChars) {
            chars -= lines.removeFirst().length() + 1;
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
