package backup.holdfast.controller.metrics;

import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gauges computed from the sources' statuses at each scrape: true right after a restart, gone with the object, and never stuck at
 * what was true once.
 */
public final class SourceGauges implements MultiCollector {
    private final Supplier<Collection<ReplicationSource>> sources;
    private final BiPredicate<ReplicationSource, Instant> outOfSync;
    private final Clock clock;

    /**
     * @param sources those this controller handles, from its cache
     * @param outOfSync whether a source has no good sync or is past its deadline
     */
    public SourceGauges(
            Supplier<Collection<ReplicationSource>> sources,
            BiPredicate<ReplicationSource, Instant> outOfSync,
            Clock clock) {
        this.sources = sources;
        this.outOfSync = outOfSync;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        Page page = new Page();
        for (ReplicationSource source : sources.get()) {
            Labels labels = SyncLabels.of(source);
            ReplicationStatus status = source.getStatus();
            page.add(
                    "volsync_volume_out_of_sync",
                    "1 while the volume has no good sync, or its newest is past the deadline of its schedule",
                    labels,
                    outOfSync.test(source, now) ? 1 : 0);
            page.addInstant(
                    "holdfast_last_success_timestamp_seconds",
                    "When the last good sync ended; absent while there is none",
                    labels,
                    status.lastSyncTime());
            page.addInstant(
                    "holdfast_next_sync_timestamp_seconds",
                    "When the next scheduled sync is due",
                    labels,
                    status.nextSyncTime());
            page.addInstant(
                    "holdfast_created_timestamp_seconds",
                    "When the object was created: the age to alert on while there is no good sync",
                    labels,
                    created(source));
            page.add(
                    "holdfast_paused",
                    "1 while spec.paused is set",
                    labels,
                    source.getSpec().paused() ? 1 : 0);
            page.add("holdfast_running", "1 while a mover is at work", labels, status.run() == null ? 0 : 1);
            addFailures(page, labels, status);
            addLastRun(page, labels, status.lastRun());
        }
        return page.snapshots();
    }

    private static void addFailures(Page page, Labels labels, ReplicationStatus status) {
        LastRun last = status.lastRun();
        String failureClass = status.consecutiveFailures() == 0 || last == null || last.failureClass() == null
                ? ""
                : last.failureClass();
        page.add(
                "holdfast_consecutive_failures",
                "Failed runs since the last good one, with the class of the newest failure",
                labels.merge(Labels.of("class", failureClass)),
                status.consecutiveFailures());
    }

    private static void addLastRun(Page page, Labels labels, @Nullable LastRun last) {
        if (last == null) {
            return;
        }
        if (last.startedAt() != null && last.endedAt() != null) {
            page.add(
                    "holdfast_last_run_duration_seconds",
                    "How long the newest run took, good or not",
                    labels,
                    seconds(Duration.between(last.startedAt(), last.endedAt())));
        }
        if (last.startedAt() != null && last.slot() != null) {
            page.add(
                    "holdfast_last_run_start_lateness_seconds",
                    "How long after its slot the newest run started",
                    labels,
                    Math.max(0, seconds(Duration.between(last.slot(), last.startedAt()))));
        }
        page.addCount(
                "holdfast_last_run_added_bytes",
                "Bytes the newest run added to the repository, after compression",
                labels,
                last.bytesAdded());
        page.addCount(
                "holdfast_last_run_processed_bytes", "Bytes the newest run looked at", labels, last.bytesProcessed());
        page.addCount("holdfast_last_run_processed_files", "Files the newest run looked at", labels, last.filesTotal());
    }

    private static @Nullable Instant created(ReplicationSource source) {
        String text = source.getMetadata().getCreationTimestamp();
        return text == null ? null : Instant.parse(text);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Data points by metric, in the order they first appear. */
    private static final class Page {
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
}
