package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.ReplicationResource;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long good syncs took: VolSync's summary, over its 24 hours. A source has a few of them a day, so that each is remembered and the quantiles are
 * exact; a histogram takes kilobytes for every source, and is right to a tenth.
 */
final class SyncDurations implements MetricFamilies {
    private static final Duration WINDOW = Duration.ofHours(24);

    /** One every quarter of an hour; whoever syncs more often is told of the newest. */
    private static final int MOST = 96;

    private static final double[] QUANTILES = {0.5, 0.9, 0.99};
    private static final String NAME = "volsync_sync_duration_seconds";
    private static final String HELP = "How long good syncs took";

    private final Clock clock;

    /** By object, in the order of the page. */
    private final SortedMap<Labels, History> histories = new TreeMap<>();

    SyncDurations(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    private record Sync(Instant at, double seconds) {}

    /** Of one object since the process began. */
    private static final class History {
        private final Deque<Sync> newest = new ArrayDeque<>(1);
        private long count;
        private double sum;

        private void add(Sync sync) {
            count++;
            sum += sync.seconds();
            newest.addLast(sync);
            while (newest.size() > MOST) {
                newest.removeFirst();
            }
        }

        /** Those that count at this time, the shortest first. */
        private double[] durations(Instant now) {
            Instant from = now.minus(WINDOW);
            newest.removeIf(sync -> sync.at().isBefore(from));
            return newest.stream().mapToDouble(Sync::seconds).sorted().toArray();
        }
    }

    synchronized void record(ReplicationResource<?> object, Duration duration) {
        histories
                .computeIfAbsent(SyncLabels.of(object), labels -> new History())
                .add(new Sync(clock.instant(), duration.toMillis() / 1000.0));
    }

    synchronized int size() {
        return histories.size();
    }

    synchronized void retain(Set<Labels> objects) {
        histories.keySet().retainAll(objects);
    }

    @Override
    public synchronized Stream<MetricSnapshot> collect() {
        if (histories.isEmpty()) {
            return Stream.of();
        }
        Instant now = clock.instant();
        SummarySnapshot.Builder summary = SummarySnapshot.builder().name(NAME).help(HELP);
        GaugeSnapshot.Builder longest =
                GaugeSnapshot.builder().name(NAME + "_max").help("The longest of the good syncs of the last 24 hours");
        histories.forEach((labels, history) -> {
            double[] durations = history.durations(now);
            summary.dataPoint(SummaryDataPointSnapshot.builder()
                    .labels(labels)
                    .count(history.count)
                    .sum(history.sum)
                    .quantiles(quantiles(durations))
                    .build());
            longest.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(durations.length == 0 ? 0 : durations[durations.length - 1])
                    .build());
        });
        return Stream.of(summary.build(), longest.build());
    }

    /** The nearest rank; none where there was no sync lately, as Prometheus has it. */
    private static Quantiles quantiles(double[] sorted) {
        List<Quantile> all = Arrays.stream(QUANTILES)
                .mapToObj(at -> new Quantile(
                        at, sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(at * sorted.length) - 1]))
                .toList();
        return Quantiles.of(all);
    }
}
