package backup.holdfast.replication.schedule;

/** The five fields, in the order they are written, with the values each may hold. */
enum CronField {
    MINUTE("minute", 0, 59, 59, ""),
    HOUR("hour", 0, 23, 23, ""),
    // No month lacks a 28th, so what H picks runs every month.
    DAY_OF_MONTH("day-of-month", 1, 31, 28, ""),
    MONTH("month", 1, 12, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    DAY_OF_WEEK("day-of-week", 0, 6, 6, "SUN MON TUE WED THU FRI SAT");

    private static final int NAME_LENGTH = 3;

    private final String label;
    private final int min;
    private final int max;
    private final int maxHashed;
    /** Names of equal length with spaces between, the lowest value first. */
    private final String names;

    CronField(String label, int min, int max, int maxHashed, String names) {
        this.label = label;
        this.min = min;
        this.max = max;
        this.maxHashed = maxHashed;
        this.names = names;
    }

    String label() {
        return label;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    /** The highest value that {@code H} picks by itself. */
    int maxHashed() {
        return maxHashed;
    }

    /** The highest value that may be written: 7 is Sunday as well. */
    int maxWritten() {
        return this == DAY_OF_WEEK ? 7 : max;
    }

    /** The value of a name such as {@code MON} in upper case, or -1. */
    int named(String name) {
        int at = name.length() == NAME_LENGTH ? names.indexOf(name) : -1;
        return at < 0 || at % (NAME_LENGTH + 1) != 0 ? -1 : at / (NAME_LENGTH + 1) + min;
    }

    /** "0 to 59", or "1 to 12 or JAN to DEC". */
    String allowed() {
        String numbers = min + " to " + maxWritten();
        if (names.isEmpty()) {
            return numbers;
        }
        return numbers + " or " + names.substring(0, NAME_LENGTH) + " to "
                + names.substring(names.length() - NAME_LENGTH);
    }
}
