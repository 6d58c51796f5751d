package backup.holdfast.replication.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one field: lists, ranges, steps, names, {@code ?}, and the hashed forms of {@code H}. */
final class CronFieldParser {

    private static final Pattern HASHED = Pattern.compile("[Hh](?:\\(([^()]*)\\))?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final CronField field;
    private final String text;
    private final StableHash hash;

    CronFieldParser(CronField field, String text, String seed) {
        this.field = field;
        this.text = text;
        this.hash = StableHash.of(seed, "cron", field.name());
    }

    /**
     * @param values bit n is set where value n matches
     * @param restricted false for {@code *} and {@code ?}: what decides whether day-of-month and day-of-week combine by
     *     "and" or by "or"
     * @param resolved the field with every {@code H} replaced
     */
    record Values(long values, boolean restricted, String resolved) {}

    Values parse() throws BadScheduleException {
        long values = 0;
        boolean restricted = true;
        List<String> resolved = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (item.isEmpty()) {
                throw bad("has an empty item", "Remove the comma that has nothing beside it.");
            }
            Range range = range(item);
            values |= range.bits();
            restricted &= range.restricted();
            resolved.add(range.resolved());
        }
        return new Values(values, restricted, String.join(",", resolved));
    }

    private Range range(String item) throws BadScheduleException {
        String[] parts = item.split("/", -1);
        if (parts.length > 2) {
            throw bad("has more than one / in \"" + item + "\"", "Write one step, such as */15.");
        }
        boolean stepped = parts.length == 2;
        int step = stepped ? step(parts[1], item) : 1;
        String base = parts[0];
        Matcher hashed = HASHED.matcher(base);
        if (hashed.matches()) {
            return hashed(item, hashed.group(1), stepped, step);
        }
        if (base.equals("*") || base.equals("?")) {
            return new Range(field, field.min(), field.max(), step, step > 1, item);
        }
        int dash = base.indexOf('-');
        if (dash < 0) {
            int value = value(base);
            return new Range(field, value, stepped ? Math.max(value, field.max()) : value, step, true, item);
        }
        int[] ends = ends(base.substring(0, dash), base.substring(dash + 1), base);
        return new Range(field, ends[0], ends[1], step, true, item);
    }

    private Range hashed(String item, String limits, boolean stepped, int step) throws BadScheduleException {
        int low = field.min();
        int high = field.maxHashed();
        if (limits != null) {
            int dash = limits.indexOf('-');
            if (dash < 0) {
                throw bad("has no range in the brackets of \"" + item + "\"", "Write it as H(0-29).");
            }
            int[] ends = ends(limits.substring(0, dash), limits.substring(dash + 1), limits);
            low = ends[0];
            high = ends[1];
        }
        int room = high - low + 1;
        if (!stepped) {
            int value = low + (int) hash.below(room);
            return new Range(field, value, value, 1, true, Integer.toString(value));
        }
        if (step > room) {
            throw bad(
                    "has a step of " + step + " in \"" + item + "\", but only " + room + " values to step through",
                    "Use a step of at most " + room + ".");
        }
        int first = low + (int) hash.below(step);
        String resolved = first + step > high ? Integer.toString(first) : first + "-" + high + "/" + step;
        return new Range(field, first, high, step, true, resolved);
    }

    private int[] ends(String low, String high, String range) throws BadScheduleException {
        int from = value(low);
        int to = value(high);
        if (field == CronField.DAY_OF_WEEK && to == 0 && from > 0) {
            to = 7;
        }
        if (from > to) {
            throw bad(
                    "has a range that runs backwards: \"" + range + "\"",
                    "Write the lower value first, or two ranges with a comma between them.");
        }
        return new int[] {from, to};
    }

    private int value(String written) throws BadScheduleException {
        int value = NUMBER.matcher(written).matches()
                ? Integer.parseInt(written)
                : field.named(written.toUpperCase(Locale.ROOT));
        if (value < field.min() || value > field.maxWritten()) {
            throw bad("has \"" + written + "\"", "Use " + field.allowed() + ".");
        }
        return value;
    }

    private int step(String written, String item) throws BadScheduleException {
        int step = NUMBER.matcher(written).matches() ? Integer.parseInt(written) : 0;
        if (step < 1) {
            throw bad("has the step \"" + written + "\" in \"" + item + "\"", "A step is a whole number from 1 up.");
        }
        return step;
    }

    private BadScheduleException bad(String what, String hint) {
        return new BadScheduleException("the " + field.label() + " field (\"" + text + "\") " + what, hint);
    }

    private record Range(CronField field, int from, int to, int step, boolean restricted, String resolved) {
        long bits() {
            long bits = 0;
            for (int value = from; value <= to; value += step) {
                bits |= 1L << (field == CronField.DAY_OF_WEEK ? value % 7 : value);
            }
            return bits;
        }
    }
}
