package backup.holdfast.controller.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.stream.Stream;

/**
 * Metrics with a series for each of thousands of objects. A family is made when the one before it has been written: all at once they take more memory
 * than everything else.
 */
@FunctionalInterface
public interface MetricFamilies {
    /** Each when it is asked for; those without a series are left out. */
    Stream<MetricSnapshot> collect();
}
