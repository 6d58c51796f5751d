package backup.holdfast.bench.measure;

/**
 * What a command took, as the shell that waited for it was told by the kernel.
 *
 * @param cpuMillis user and system time, of all descendants that were waited for
 * @param output what it printed, both streams
 */
public record Timed(double wallMillis, double cpuMillis, String output) {

    /**
     * Reads bash's {@code TIMEFORMAT='%3R %3U %3S'}.
     *
     * @throws IllegalArgumentException when the line is not of that form
     */
    public static Timed parse(String times, String output) {
        String[] parts = times.strip().split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not the three times of a command: " + times);
        }
        return new Timed(millis(parts[0]), millis(parts[1]) + millis(parts[2]), output);
    }

    private static double millis(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1000);
    }
}
