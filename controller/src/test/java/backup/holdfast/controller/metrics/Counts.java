package backup.holdfast.controller.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.Map;
import java.util.TreeMap;

/** What was counted for objects, without what is zero. */
public final class Counts {
    private Counts() {}

    /** By the name of the metric and, where there are several, the result. */
    public static Map<String, Double> of(SyncCounters counters) {
        Map<String, Double> counts = new TreeMap<>();
        counters.families().stream().flatMap(MetricFamilies::collect).forEach(family -> {
            String name = family.getMetadata().getName();
            if (family instanceof SummarySnapshot summary) {
                summary.getDataPoints().forEach(point -> counts.put(name, point.getSum()));
            }
            if (family instanceof CounterSnapshot counter) {
                counter.getDataPoints().stream()
                        .filter(point -> point.getValue() > 0)
                        .forEach(point -> counts.put(name + result(point.getLabels()), point.getValue()));
            }
        });
        return counts;
    }

    private static String result(Labels labels) {
        return labels.contains("result") ? " " + labels.get("result") : "";
    }
}
