package backup.holdfast.controller.metrics;

import backup.holdfast.crds.volsync.ReplicationSource;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** The standing of each volume while a cluster is built anew; only in recovery mode. */
public final class RecoveryGauges implements MultiCollector {
    private final Supplier<Map<ReplicationSource, String>> standings;

    /** @param standings in a word each */
    public RecoveryGauges(Supplier<Map<ReplicationSource, String>> standings) {
        this.standings = standings;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("holdfast_recovery_standing")
                .help("1 for how far this volume has come; only in recovery mode");
        standings
                .get()
                .forEach((source, standing) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(SyncLabels.of(source).merge(Labels.of("standing", standing)))
                        .value(1)
                        .build()));
        return new MetricSnapshots(gauge.build());
    }
}
