package backup.holdfast.controller.metrics;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The counts that each object has from its first moment, so that the first failure is an increase: in as little memory as that takes. */
final class SyncTallies implements MetricFamilies {
    private static final List<Family> FAMILIES = List.of(
            new Family(
                    "volsync_missed_intervals",
                    "Syncs that ended after their deadline",
                    new Series(Labels.EMPTY, tally -> tally.missed)),
            new Family(
                    "holdfast_runs",
                    "Ended syncs by result",
                    // In the order of the page.
                    new Series(Labels.of("result", "failed"), tally -> tally.failed),
                    new Series(Labels.of("result", "succeeded"), tally -> tally.succeeded)),
            new Family(
                    "holdfast_retries",
                    "Runs that were begun because the one before had failed",
                    new Series(Labels.EMPTY, tally -> tally.retries)),
            new Family(
                    "holdfast_added_bytes",
                    "Bytes runs added to the repository, after compression",
                    new Series(Labels.EMPTY, tally -> tally.added)),
            new Family(
                    "holdfast_processed_bytes",
                    "Bytes runs looked at",
                    new Series(Labels.EMPTY, tally -> tally.processed)),
            new Family(
                    "holdfast_restored_bytes",
                    "Bytes restores wrote",
                    new Series(Labels.EMPTY, tally -> tally.restored)));

    /** By object, in the order of the page. */
    private final SortedMap<Labels, Tally> tallies = new TreeMap<>();

    /** What was counted for one object; what objects of its kind never do is no number. */
    static final class Tally {
        double missed;
        double failed;
        double succeeded;
        double retries;
        double added;
        double processed;
        double restored;

        private static Tally of(ReplicationResource<?> object) {
            Tally tally = new Tally();
            if (object instanceof ReplicationSource) {
                tally.restored = Double.NaN;
            } else {
                tally.added = Double.NaN;
                tally.processed = Double.NaN;
            }
            return tally;
        }
    }

    private record Series(Labels labels, ToDoubleFunction<Tally> value) {}

    private record Family(String name, String help, List<Series> series) {
        private Family(String name, String help, Series... series) {
            this(name, help, List.of(series));
        }
    }

    synchronized void appeared(ReplicationResource<?> object) {
        tally(object);
    }

    synchronized void count(ReplicationResource<?> object, Consumer<Tally> change) {
        change.accept(tally(object));
    }

    synchronized int size() {
        return tallies.size();
    }

    synchronized void retain(Set<Labels> objects) {
        tallies.keySet().retainAll(objects);
    }

    @Override
    public Stream<MetricSnapshot> collect() {
        return FAMILIES.stream()
                .map(this::snapshot)
                .filter(family -> !family.getDataPoints().isEmpty())
                .map(family -> family);
    }

    private Tally tally(ReplicationResource<?> object) {
        return tallies.computeIfAbsent(SyncLabels.of(object), labels -> Tally.of(object));
    }

    private synchronized CounterSnapshot snapshot(Family family) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(family.name()).help(family.help());
        tallies.forEach((labels, tally) -> {
            for (Series series : family.series()) {
                double value = series.value().applyAsDouble(tally);
                if (!Double.isNaN(value)) {
                    counter.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(labels.merge(series.labels()))
                            .value(value)
                            .build());
                }
            }
        });
        return counter.build();
    }
}
