package backup.holdfast.cli.term;

import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a restore is, in one line: a bar where it is drawn, and as much in words as there is room for. Pure. */
public final class ProgressLine {
    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 10;
    private static final int BRACKETS = 2;
    private static final int WHOLE = 100;

    private final Progress progress;
    private final Pace pace;

    public ProgressLine(Progress progress, Pace pace) {
        this.progress = progress;
        this.pace = pace;
    }

    /** Never wider than that: what wraps can't be drawn over. */
    public String drawn(int width) {
        List<String> words = words();
        while (words.size() > 1 && text(words).length() > width) {
            words.remove(words.size() - 1);
        }
        String text = text(words);
        int room = Math.min(LONGEST_BAR, width - text.length() - BRACKETS - 1);
        String line = room < SHORTEST_BAR ? text : " " + bar(room) + text;
        return line.length() <= width ? line : line.substring(0, width);
    }

    /** All of it, for a file. */
    public String plain() {
        return text(words());
    }

    private String bar(int length) {
        int full = length * percent() / WHOLE;
        return "[" + "#".repeat(full) + "-".repeat(length - full) + "]";
    }

    private String text(List<String> words) {
        return String.format(Locale.ROOT, "  %3d %%  ", percent()) + String.join(", ", words);
    }

    /** Rounded down: 100 is when it is done. */
    private int percent() {
        return (int) Math.max(0, Math.min(WHOLE, Math.floor(progress.percent())));
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Words.bytes(progress.bytesDone()) + " of " + Words.bytes(progress.bytesTotal()));
        words.add(progress.filesDone() + " of " + Words.count(progress.filesTotal(), "file"));
        pace.left(Math.max(0, progress.bytesTotal() - progress.bytesDone()))
                .ifPresent(left -> words.add(Words.duration(left) + " left"));
        pace.bytesPerSecond().ifPresent(rate -> words.add(Words.bytes((long) rate) + "/s"));
        return words;
    }
}
