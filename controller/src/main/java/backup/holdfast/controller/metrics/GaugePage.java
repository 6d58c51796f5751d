package backup.holdfast.controller.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data points by metric, in the order they first appear. */
final class GaugePage {
    private final Map<String, String> help = new LinkedHashMap<>();
    private final Map<String, List<GaugeDataPointSnapshot>> points = new LinkedHashMap<>();

    void add(String name, String description, Labels labels, double value) {
        help.put(name, description);
        points.computeIfAbsent(name, n -> new ArrayList<>())
                .add(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }

    void addInstant(String name, String description, Labels labels, @Nullable Instant instant) {
        if (instant != null) {
            add(name, description, labels, instant.toEpochMilli() / 1000.0);
        }
    }

    void addCount(String name, String description, Labels labels, @Nullable Long count) {
        if (count != null) {
            add(name, description, labels, count);
        }
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        points.forEach((name, data) -> {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help.get(name));
            data.forEach(gauge::dataPoint);
            all.add(gauge.build());
        });
        return new MetricSnapshots(all);
    }
}
