package backup.holdfast.bench.measure;

import java.util.List;

/** What several runs of the same took: the median, and how far they lay apart. */
public record Spread(int runs, double min, double median, double max) {

    /** @throws IllegalArgumentException when there was no run */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no runs, no spread");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.size(), sorted.get(0), median, sorted.get(sorted.size() - 1));
    }

    /** How much of the other's median this one's is. */
    public double ratioTo(Spread other) {
        return median / other.median;
    }
}
