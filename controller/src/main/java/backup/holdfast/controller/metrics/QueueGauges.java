package backup.holdfast.controller.metrics;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.replication.queue.EndpointHealth;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Who waits for room, and which storage is waited for; computed at each scrape. */
public final class QueueGauges implements MultiCollector {
    private final Supplier<Stream<? extends ReplicationResource<?>>> objects;
    private final Supplier<Map<String, Integer>> positions;
    private final Supplier<Map<String, EndpointHealth>> endpoints;

    /** @param positions in the line, by UID */
    public QueueGauges(
            Supplier<Stream<? extends ReplicationResource<?>>> objects,
            Supplier<Map<String, Integer>> positions,
            Supplier<Map<String, EndpointHealth>> endpoints) {
        this.objects = objects;
        this.positions = positions;
        this.endpoints = endpoints;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder position = GaugeSnapshot.builder()
                .name("holdfast_queue_position")
                .help("Where in the line of due runs this one waits for room, from 1; absent while it does not");
        Map<String, Integer> line = positions.get();
        if (!line.isEmpty()) {
            objects.get().forEach(object -> {
                Integer at = line.get(object.getMetadata().getUid());
                if (at != null) {
                    position.dataPoint(point(SyncLabels.of(object), at));
                }
            });
        }
        GaugeSnapshot.Builder silent = GaugeSnapshot.builder()
                .name("holdfast_storage_silent")
                .help("1 while this storage endpoint does not answer and backups to it wait");
        endpoints
                .get()
                .forEach((name, health) ->
                        silent.dataPoint(point(Labels.of("endpoint", name), health.isOpen() ? 1 : 0)));
        return new MetricSnapshots(position.build(), silent.build());
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
