package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.LockMet;
import backup.holdfast.replication.plan.MoverOutcome.RestoreCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is counted as it happens. Counts start at zero with the process, as Prometheus expects, and go when their object goes.
 */
public final class SyncCounters {
    private static final String FAILURES = "holdfast.failures";
    private static final String LOCKS = "holdfast.locks.met";
    private static final String MAINTENANCE_FAILURES = "holdfast.maintenance.failures";
    private static final String LOCK_AGE = "holdfast.lock.age";

    private final MeterRegistry registry;
    private final SyncTallies tallies = new SyncTallies();
    private final SyncDurations durations;

    private Census census = new Census(Set.of(), 0);

    /** @param registry for what is rare */
    public SyncCounters(MeterRegistry registry, Clock clock) {
        this.registry = requireNonNull(registry, "registry is null");
        this.durations = new SyncDurations(clock);
    }

    /** What each object has. */
    public List<MetricFamilies> families() {
        return List.of(tallies, durations);
    }

    /** @param objects by UID */
    private record Census(Set<String> objects, int series) {}

    /** Makes the series exist from the start, so that the first failure is an increase. */
    public void appeared(ReplicationResource<?> object) {
        tallies.appeared(object);
    }

    /** A run that is not the first for its slot or trigger has begun. */
    public void retried(ReplicationResource<?> object) {
        tallies.count(object, tally -> tally.retries++);
    }

    /** What a run did, good or not: what a failed one has uploaded stays. */
    public void backedUp(ReplicationResource<?> object, BackupCounts counts) {
        tallies.count(object, tally -> {
            tally.added += (double) counts.bytesAdded();
            tally.processed += (double) counts.bytesProcessed();
        });
    }

    public void restored(ReplicationResource<?> object, RestoreCounts counts) {
        tallies.count(object, tally -> tally.restored += (double) counts.bytesRestored());
    }

    public void succeeded(ReplicationResource<?> object, Duration duration) {
        tallies.count(object, tally -> tally.succeeded++);
        durations.record(object, duration);
    }

    public void failed(ReplicationResource<?> object, FailureClass failure) {
        tallies.count(object, tally -> tally.failed++);
        failures(FAILURES, "Failed syncs by class", object, failure).increment();
    }

    /** Forget or prune failed; whether the sync they belong to was good is counted for itself. */
    public void maintenanceFailed(ReplicationResource<?> object, FailureClass failure) {
        failures(MAINTENANCE_FAILURES, "Failures of forget and prune by class", object, failure)
                .increment();
    }

    /** A lock was in the way of a run. */
    public void lockMet(ReplicationResource<?> object, LockMet lock) {
        Counter.builder(LOCKS)
                .description("Locks that were in the way, by what became of them")
                .tags(SyncLabels.tags(object).and("verdict", lock.verdict().label()))
                .register(registry)
                .increment();
        Timer.builder(LOCK_AGE)
                .description("How old locks were that were in the way")
                .tags(SyncLabels.tags(object))
                .register(registry)
                .record(lock.age().isNegative() ? Duration.ZERO : lock.age());
    }

    public void missedInterval(ReplicationResource<?> object) {
        tallies.count(object, tally -> tally.missed++);
    }

    /** Drops the series of objects that are gone. Called for each page of metrics, so that it does little where nothing has changed. */
    public synchronized void retain(Collection<? extends ReplicationResource<?>> existing) {
        Census now = census(existing);
        if (!now.equals(census)) {
            removeOthers(existing);
            census = census(existing);
        }
    }

    private Census census(Collection<? extends ReplicationResource<?>> existing) {
        return new Census(
                existing.stream().map(object -> object.getMetadata().getUid()).collect(Collectors.toSet()),
                registry.getMeters().size() + tallies.size() + durations.size());
    }

    private void removeOthers(Collection<? extends ReplicationResource<?>> existing) {
        Set<List<Tag>> kept = existing.stream()
                .map(object -> SyncLabels.tags(object).stream().toList())
                .collect(Collectors.toSet());
        List<Meter> gone = registry.getMeters().stream()
                .filter(meter -> meter.getId().getTag(SyncLabels.NAME) != null)
                .filter(meter -> !kept.contains(SyncLabels.ofMeter(meter)))
                .toList();
        gone.forEach(registry::remove);
        Set<Labels> labels = existing.stream().map(SyncLabels::of).collect(Collectors.toSet());
        tallies.retain(labels);
        durations.retain(labels);
    }

    private Counter failures(String name, String description, ReplicationResource<?> object, FailureClass failure) {
        return Counter.builder(name)
                .description(description)
                .tags(SyncLabels.tags(object).and("class", failure.label()))
                .register(registry);
    }
}
