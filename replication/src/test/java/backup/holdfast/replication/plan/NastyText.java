package backup.holdfast.replication.plan;

import java.util.List;
import java.util.Random;

/** Text that becomes long when it is escaped or encoded, or breaks what does not expect it. Never half a character. */
final class NastyText {
    private static final List<String> PARTS = List.of(
            "\"",
            "\\",
            "\u0000",
            "\u0001",
            "\u001b[2K",
            "\n",
            "\r\n",
            "\t",
            "\u007f",
            "\u2028",
            "\ufeff",
            "é",
            "漢",
            "😀",
            "👩‍👩‍👧‍👦",
            "</script>",
            "${x}",
            "'",
            " ",
            "a",
            "0123456789",
            "{\"message_type\":\"error\"}");

    private NastyText() {}

    /** At most {@code parts} of them. */
    static String of(Random random, int parts) {
        int count = random.nextInt(parts + 1);
        // Sometimes all of one kind: that is what makes a text explode.
        String only = random.nextInt(3) == 0 ? PARTS.get(random.nextInt(PARTS.size())) : null;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(only == null ? PARTS.get(random.nextInt(PARTS.size())) : only);
        }
        return text.toString();
    }
}
