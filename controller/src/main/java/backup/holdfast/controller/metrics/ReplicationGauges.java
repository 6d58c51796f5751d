package backup.holdfast.controller.metrics;

import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSpec;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RunPhase;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.state.MoverWait;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gauges computed from the statuses of sources and destinations at each scrape: true right after a restart, gone with the object, and never stuck at
 * what was true once.
 */
public final class ReplicationGauges implements MultiCollector {
    private final Supplier<Collection<ReplicationSource>> sources;
    private final BiPredicate<ReplicationSource, Instant> outOfSync;
    private final Supplier<Collection<ReplicationDestination>> destinations;
    private final BiPredicate<ReplicationDestination, Instant> unrestored;
    private final Clock clock;

    /**
     * @param sources those this controller handles, from its cache
     * @param outOfSync whether a source has no good sync or is past its deadline
     * @param destinations those this controller handles, from its cache
     * @param unrestored whether a destination has no good restore or is past its deadline
     */
    public ReplicationGauges(
            Supplier<Collection<ReplicationSource>> sources,
            BiPredicate<ReplicationSource, Instant> outOfSync,
            Supplier<Collection<ReplicationDestination>> destinations,
            BiPredicate<ReplicationDestination, Instant> unrestored,
            Clock clock) {
        this.sources = sources;
        this.outOfSync = outOfSync;
        this.destinations = destinations;
        this.unrestored = unrestored;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        GaugePage page = new GaugePage();
        for (ReplicationSource source : inOrder(sources.get())) {
            Labels labels = SyncLabels.of(source);
            addCommon(page, labels, source, outOfSync.test(source, now));
            addBackup(page, labels, source.getStatus().lastRun());
            addRepository(page, labels, source);
        }
        for (ReplicationDestination destination : inOrder(destinations.get())) {
            Labels labels = SyncLabels.of(destination);
            addCommon(page, labels, destination, unrestored.test(destination, now));
            addRestore(page, labels, destination.getStatus());
        }
        return page.snapshots();
    }

    /** That of their labels, in which the page has them: sorting thousands for each gauge would take more time than all the rest. */
    private static <T extends ReplicationResource<?>> List<T> inOrder(Collection<T> objects) {
        return objects.stream()
                .sorted(Comparator.comparing((T object) -> object.getMetadata().getName())
                        .thenComparing(object -> object.getMetadata().getNamespace()))
                .toList();
    }

    private static void addCommon(
            GaugePage page, Labels labels, ReplicationResource<? extends ReplicationSpec> object, boolean late) {
        ReplicationStatus status = object.getStatus();
        page.add(
                "volsync_volume_out_of_sync",
                "1 while the volume has no good sync, or its newest is past the deadline of its schedule",
                labels,
                late ? 1 : 0);
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
                created(object));
        page.add(
                "holdfast_paused",
                "1 while spec.paused is set",
                labels,
                object.getSpec().paused() ? 1 : 0);
        page.add("holdfast_running", "1 while a mover is at work", labels, status.run() == null ? 0 : 1);
        addWaiting(page, labels, status);
        addStalled(page, labels, status);
        addFailures(page, labels, status);
        addLastRun(page, labels, status.lastRun());
    }

    private static void addRestore(GaugePage page, Labels labels, ReplicationStatus status) {
        LastRun last = status.lastRun();
        boolean failedWhileWriting = last != null && status.consecutiveFailures() > 0 && last.snapshotId() != null;
        boolean writing = status.run() != null && status.run().phase() == RunPhase.RESTORING;
        page.add(
                "holdfast_restore_unfinished",
                "1 while a restore has begun to write its volume and is not through: the volume is marked, and not backed up",
                labels,
                failedWhileWriting || writing ? 1 : 0);
        page.add(
                "holdfast_restored_empty",
                "1 where the newest restore found no snapshot, and the volume was handed out by policy",
                labels,
                last != null && last.result() == RunResult.NO_SNAPSHOT ? 1 : 0);
        page.addInstant(
                "holdfast_restored_snapshot_timestamp_seconds",
                "When the snapshot was made that is restored, or being restored",
                labels,
                status.selectedSnapshot() == null
                        ? null
                        : status.selectedSnapshot().time());
        if (last != null) {
            page.addCount(
                    "holdfast_last_restore_written_bytes",
                    "Bytes the newest restore wrote to the volume",
                    labels,
                    last.bytesAdded());
            page.addCount(
                    "holdfast_last_restore_snapshot_bytes",
                    "Bytes the snapshot of the newest restore holds",
                    labels,
                    last.bytesProcessed());
        }
    }

    private static void addFailures(GaugePage page, Labels labels, ReplicationStatus status) {
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

    private static void addLastRun(GaugePage page, Labels labels, @Nullable LastRun last) {
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
    }

    private static void addBackup(GaugePage page, Labels labels, @Nullable LastRun last) {
        if (last == null) {
            return;
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

    private static void addRepository(GaugePage page, Labels labels, ReplicationSource source) {
        ReplicationStatus status = source.getStatus();
        ResticStatus restic = status.restic();
        page.addCount(
                "holdfast_snapshots",
                "Snapshots of this source in its repository, when the newest run ended",
                labels,
                restic.snapshotCount() == null ? null : restic.snapshotCount().longValue());
        page.addInstant(
                "holdfast_last_forget_timestamp_seconds",
                "When the retention was last applied",
                labels,
                restic.lastForget());
        page.addInstant(
                "holdfast_last_prune_timestamp_seconds",
                "When the space of forgotten snapshots was last freed",
                labels,
                restic.lastPruned());
        page.add(
                "holdfast_retention_frozen",
                "1 while a guard lets nothing be forgotten or pruned, or another source has the same identity",
                labels,
                restic.retentionFrozen() == null && !SyncConditions.tellSharedIdentity(status) ? 0 : 1);
        MaintenanceStatus maintenance = status.maintenance();
        page.add(
                "holdfast_maintenance_consecutive_failures",
                "Failed attempts at forget and prune since the last good one, with the class of the newest failure",
                labels.merge(Labels.of("class", failureClass(maintenance))),
                maintenance == null ? 0 : maintenance.attempts());
    }

    private static void addWaiting(GaugePage page, Labels labels, ReplicationStatus status) {
        Optional<MoverWait.Cause> cause = SyncConditions.waitsFor(status);
        page.add(
                "holdfast_mover_waiting",
                "1 while the mover of a run is kept from its work, and by what",
                labels.merge(
                        Labels.of("cause", cause.map(ReplicationGauges::word).orElse(""))),
                cause.isPresent() ? 1 : 0);
    }

    /** Such as {@code CopyTrigger}, the way classes and reasons are written. */
    private static String word(MoverWait.Cause cause) {
        return Stream.of(cause.name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static void addStalled(GaugePage page, Labels labels, ReplicationStatus status) {
        Optional<Condition> stalled =
                status.condition(ConditionTypes.STALLED).filter(condition -> "True".equals(condition.getStatus()));
        page.add(
                "holdfast_stalled",
                "1 while only a person can change what keeps the object from working, with the reason as class",
                labels.merge(
                        Labels.of("class", stalled.map(Condition::getReason).orElse(""))),
                stalled.isPresent() ? 1 : 0);
    }

    private static String failureClass(@Nullable MaintenanceStatus maintenance) {
        return maintenance == null || maintenance.failureClass() == null ? "" : maintenance.failureClass();
    }

    private static @Nullable Instant created(ReplicationResource<?> object) {
        String text = object.getMetadata().getCreationTimestamp();
        return text == null ? null : Instant.parse(text);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
