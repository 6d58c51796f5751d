package backup.holdfast.controller.populate;

import backup.holdfast.controller.metrics.SyncLabels;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How many claims wait to be populated, by the destination they name: counted at each scrape, so that it is never stuck. */
public final class WaitingClaims implements Collector {
    private final Supplier<Stream<ClaimRequest>> waiting;

    /** @param waiting claims without a volume, from a cache */
    public WaitingClaims(Supplier<Stream<ClaimRequest>> waiting) {
        this.waiting = waiting;
    }

    @Override
    public MetricSnapshot collect() {
        Map<Labels, Integer> counts = new TreeMap<>();
        waiting.get()
                .forEach(request -> counts.merge(
                        SyncLabels.ofDestination(request.namespace(), request.destination()), 1, Integer::sum));
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("holdfast_claims_waiting")
                .help("Claims without a volume that ask for the data of this destination");
        counts.forEach((labels, count) -> gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(count).build()));
        return gauge.build();
    }
}
