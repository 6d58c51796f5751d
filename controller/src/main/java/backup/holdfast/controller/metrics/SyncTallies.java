package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The counts that each object has from its first moment, so that the first failure is an increase: in as little memory as that takes. */
final class SyncTallies implements MetricFamilies {
    /** By object, in the order of the page. */
    private final SortedMap<Labels, double[]> tallies = new TreeMap<>();

    enum Count {
        MISSED(Role.EITHER, Labels.EMPTY),
        /** Before the good ones, as the page has them. */
        FAILED(Role.EITHER, Labels.of("result", "failed")),
        SUCCEEDED(Role.EITHER, Labels.of("result", "succeeded")),
        RETRIES(Role.EITHER, Labels.EMPTY),
        ADDED(Role.SOURCE, Labels.EMPTY),
        PROCESSED(Role.SOURCE, Labels.EMPTY),
        RESTORED(Role.DESTINATION, Labels.EMPTY);

        private final Role role;
        private final Labels more;

        Count(Role role, Labels more) {
            this.role = role;
            this.more = more;
        }

        private boolean isOf(ReplicationResource<?> object) {
            return switch (role) {
                case EITHER -> true;
                case SOURCE -> object instanceof ReplicationSource;
                case DESTINATION -> !(object instanceof ReplicationSource);
            };
        }
    }

    private enum Role {
        EITHER,
        SOURCE,
        DESTINATION
    }

    private record Family(String name, String help, List<Count> counts) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("volsync_missed_intervals", "Syncs that ended after their deadline", List.of(Count.MISSED)),
            new Family("holdfast_runs", "Ended syncs by result", List.of(Count.FAILED, Count.SUCCEEDED)),
            new Family(
                    "holdfast_retries",
                    "Runs that were begun because the one before had failed",
                    List.of(Count.RETRIES)),
            new Family(
                    "holdfast_added_bytes",
                    "Bytes runs added to the repository, after compression",
                    List.of(Count.ADDED)),
            new Family("holdfast_processed_bytes", "Bytes runs looked at", List.of(Count.PROCESSED)),
            new Family("holdfast_restored_bytes", "Bytes restores wrote", List.of(Count.RESTORED)));

    synchronized void appeared(ReplicationResource<?> object) {
        tally(object);
    }

    synchronized void add(ReplicationResource<?> object, Count count, double amount) {
        tally(object)[count.ordinal()] += amount;
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

    private double[] tally(ReplicationResource<?> object) {
        requireNonNull(object, "object is null");
        return tallies.computeIfAbsent(
                SyncLabels.of(object),
                labels -> Arrays.stream(Count.values())
                        .mapToDouble(count -> count.isOf(object) ? 0 : Double.NaN)
                        .toArray());
    }

    private synchronized CounterSnapshot snapshot(Family family) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(family.name()).help(family.help());
        tallies.forEach((labels, tally) -> {
            for (Count count : family.counts()) {
                double value = tally[count.ordinal()];
                if (!Double.isNaN(value)) {
                    counter.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(labels.merge(count.more))
                            .value(value)
                            .build());
                }
            }
        });
        return counter.build();
    }
}
