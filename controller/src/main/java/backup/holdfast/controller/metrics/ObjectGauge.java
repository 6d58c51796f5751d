package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One gauge about objects, and how it is read from one of them. */
final class ObjectGauge {
    private final String name;
    private final String help;
    private final Reading<ReplicationSource> ofSource;
    private final Reading<ReplicationDestination> ofDestination;

    private ObjectGauge(
            String name,
            String help,
            Reading<ReplicationSource> ofSource,
            Reading<ReplicationDestination> ofDestination) {
        this.name = requireNonNull(name, "name is null");
        this.help = requireNonNull(help, "help is null");
        this.ofSource = requireNonNull(ofSource, "ofSource is null");
        this.ofDestination = requireNonNull(ofDestination, "ofDestination is null");
    }

    static ObjectGauge ofBoth(String name, String help, Reading<ReplicationResource<?>> reading) {
        return new ObjectGauge(name, help, reading::read, reading::read);
    }

    static ObjectGauge ofEach(
            String name, String help, Reading<ReplicationSource> source, Reading<ReplicationDestination> destination) {
        return new ObjectGauge(name, help, source, destination);
    }

    static ObjectGauge ofSources(String name, String help, Reading<ReplicationSource> reading) {
        return new ObjectGauge(name, help, reading, (destination, point) -> {});
    }

    static ObjectGauge ofDestinations(String name, String help, Reading<ReplicationDestination> reading) {
        return new ObjectGauge(name, help, (source, point) -> {}, reading);
    }

    /** Tells the gauge's value for one object, or nothing. */
    @FunctionalInterface
    interface Reading<R> {
        void read(R object, Point point);
    }

    /** Where the value of one object goes. */
    static final class Point {
        private final GaugeSnapshot.Builder gauge;
        private final Labels labels;

        private Point(GaugeSnapshot.Builder gauge, Labels labels) {
            this.gauge = gauge;
            this.labels = labels;
        }

        void value(double value) {
            add(labels, value);
        }

        void isSo(boolean so) {
            add(labels, so ? 1 : 0);
        }

        void instant(@Nullable Instant instant) {
            if (instant != null) {
                add(labels, instant.toEpochMilli() / 1000.0);
            }
        }

        void count(@Nullable Long count) {
            if (count != null) {
                add(labels, count);
            }
        }

        /** With a label more. */
        void value(String label, String word, double value) {
            add(labels.merge(Labels.of(label, word)), value);
        }

        private void add(Labels all, double value) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(all).value(value).build());
        }
    }

    GaugeSnapshot snapshot(
            Iterable<Labelled<ReplicationSource>> sources, Iterable<Labelled<ReplicationDestination>> destinations) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        sources.forEach(source -> ofSource.read(source.object(), new Point(gauge, source.labels())));
        destinations.forEach(it -> ofDestination.read(it.object(), new Point(gauge, it.labels())));
        return gauge.build();
    }

    /** An object with the labels it has in every gauge. */
    record Labelled<R extends ReplicationResource<?>>(R object, Labels labels) {
        static <R extends ReplicationResource<?>> Labelled<R> of(R object) {
            return new Labelled<>(object, SyncLabels.of(object));
        }
    }
}
