package backup.holdfast.controller.metrics;

import static backup.holdfast.controller.metrics.ObjectGauge.ofBoth;
import static backup.holdfast.controller.metrics.ObjectGauge.ofDestinations;
import static backup.holdfast.controller.metrics.ObjectGauge.ofEach;
import static backup.holdfast.controller.metrics.ObjectGauge.ofSources;

import backup.holdfast.controller.metrics.ObjectGauge.Labelled;
import backup.holdfast.controller.metrics.ObjectGauge.Point;
import backup.holdfast.controller.metrics.ObjectGauge.Reading;
import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunPhase;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.state.MoverWait;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gauges computed from the statuses of sources and destinations at each scrape: true right after a restart, gone with the object, and never stuck at
 * what was true once.
 */
public final class ReplicationGauges implements MetricFamilies {
    private static final String CLASS = "class";

    private static final List<ObjectGauge> GAUGES = Stream.of(common(), ofRuns(), ofRestores(), ofRepositories())
            .flatMap(List::stream)
            .toList();

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
    public Stream<MetricSnapshot> collect() {
        List<Labelled<ReplicationSource>> allSources = inOrder(sources.get());
        List<Labelled<ReplicationDestination>> allDestinations = inOrder(destinations.get());
        return Stream.concat(Stream.of(outOfSync(clock.instant())), GAUGES.stream())
                .map(gauge -> gauge.snapshot(allSources, allDestinations))
                .filter(gauge -> !gauge.getDataPoints().isEmpty())
                .map(gauge -> gauge);
    }

    /** That of their labels, in which the page has them: sorting thousands for each gauge would take more time than all the rest. */
    private static <R extends ReplicationResource<?>> List<Labelled<R>> inOrder(Collection<R> objects) {
        return objects.stream()
                .map(Labelled::of)
                .sorted(Comparator.comparing(Labelled::labels))
                .toList();
    }

    private ObjectGauge outOfSync(Instant now) {
        return ofEach(
                "volsync_volume_out_of_sync",
                "1 while the volume has no good sync, or its newest is past the deadline of its schedule",
                (source, point) -> point.isSo(outOfSync.test(source, now)),
                (destination, point) -> point.isSo(unrestored.test(destination, now)));
    }

    private static List<ObjectGauge> common() {
        return List.of(
                ofBoth(
                        "holdfast_last_success_timestamp_seconds",
                        "When the last good sync ended; absent while there is none",
                        (object, point) -> point.instant(object.getStatus().lastSyncTime())),
                ofBoth(
                        "holdfast_next_sync_timestamp_seconds",
                        "When the next scheduled sync is due",
                        (object, point) -> point.instant(object.getStatus().nextSyncTime())),
                ofBoth(
                        "holdfast_created_timestamp_seconds",
                        "When the object was created: the age to alert on while there is no good sync",
                        (object, point) -> point.instant(created(object))),
                ofBoth(
                        "holdfast_paused",
                        "1 while spec.paused is set",
                        (object, point) -> point.isSo(object.getSpec().paused())),
                ofBoth(
                        "holdfast_running",
                        "1 while a mover is at work",
                        (object, point) -> point.isSo(object.getStatus().run() != null)),
                ofBoth(
                        "holdfast_mover_waiting",
                        "1 while the mover of a run is kept from its work, and by what",
                        (object, point) -> waiting(object.getStatus(), point)),
                ofBoth(
                        "holdfast_stalled",
                        "1 while only a person can change what keeps the object from working, with the reason as class",
                        (object, point) -> stalled(object.getStatus(), point)),
                ofBoth(
                        "holdfast_consecutive_failures",
                        "Failed runs since the last good one, with the class of the newest failure",
                        (object, point) -> failures(object.getStatus(), point)));
    }

    private static List<ObjectGauge> ofRuns() {
        return List.of(
                ofBoth(
                        "holdfast_last_run_duration_seconds",
                        "How long the newest run took, good or not",
                        (object, point) -> duration(object.getStatus().lastRun(), point)),
                ofBoth(
                        "holdfast_last_run_start_lateness_seconds",
                        "How long after its slot the newest run started",
                        (object, point) -> lateness(object.getStatus().lastRun(), point)),
                ofSources(
                        "holdfast_last_run_added_bytes",
                        "Bytes the newest run added to the repository, after compression",
                        ofLastRun(LastRun::bytesAdded)),
                ofSources(
                        "holdfast_last_run_processed_bytes",
                        "Bytes the newest run looked at",
                        ofLastRun(LastRun::bytesProcessed)),
                ofSources(
                        "holdfast_last_run_processed_files",
                        "Files the newest run looked at",
                        ofLastRun(LastRun::filesTotal)));
    }

    private static List<ObjectGauge> ofRestores() {
        return List.of(
                ofDestinations(
                        "holdfast_restore_unfinished",
                        "1 while a restore has begun to write its volume and is not through: the volume is marked, and not backed up",
                        (destination, point) -> point.isSo(isUnfinished(destination.getStatus()))),
                ofDestinations(
                        "holdfast_restored_empty",
                        "1 where the newest restore found no snapshot, and the volume was handed out by policy",
                        (destination, point) ->
                                point.isSo(isEmpty(destination.getStatus().lastRun()))),
                ofDestinations(
                        "holdfast_restored_snapshot_timestamp_seconds",
                        "When the snapshot was made that is restored, or being restored",
                        (destination, point) -> {
                            SelectedSnapshot selected = destination.getStatus().selectedSnapshot();
                            point.instant(selected == null ? null : selected.time());
                        }),
                ofDestinations(
                        "holdfast_last_restore_written_bytes",
                        "Bytes the newest restore wrote to the volume",
                        ofLastRun(LastRun::bytesAdded)),
                ofDestinations(
                        "holdfast_last_restore_snapshot_bytes",
                        "Bytes the snapshot of the newest restore holds",
                        ofLastRun(LastRun::bytesProcessed)));
    }

    private static List<ObjectGauge> ofRepositories() {
        return List.of(
                ofSources(
                        "holdfast_snapshots",
                        "Snapshots of this source in its repository, when the newest run ended",
                        (source, point) -> {
                            Integer count = source.getStatus().restic().snapshotCount();
                            point.count(count == null ? null : count.longValue());
                        }),
                ofSources(
                        "holdfast_last_forget_timestamp_seconds",
                        "When the retention was last applied",
                        (source, point) ->
                                point.instant(source.getStatus().restic().lastForget())),
                ofSources(
                        "holdfast_last_prune_timestamp_seconds",
                        "When the space of forgotten snapshots was last freed",
                        (source, point) ->
                                point.instant(source.getStatus().restic().lastPruned())),
                ofSources(
                        "holdfast_retention_frozen",
                        "1 while a guard lets nothing be forgotten or pruned, or another source has the same identity",
                        (source, point) ->
                                point.isSo(source.getStatus().restic().retentionFrozen() != null
                                        || SyncConditions.tellSharedIdentity(source.getStatus()))),
                ofSources(
                        "holdfast_maintenance_consecutive_failures",
                        "Failed attempts at forget and prune since the last good one, with the class of the newest failure",
                        (source, point) -> maintenance(source.getStatus().maintenance(), point)));
    }

    private static <R extends ReplicationResource<?>> Reading<R> ofLastRun(Function<LastRun, @Nullable Long> count) {
        return (object, point) -> {
            LastRun last = object.getStatus().lastRun();
            point.count(last == null ? null : count.apply(last));
        };
    }

    private static boolean isUnfinished(ReplicationStatus status) {
        LastRun last = status.lastRun();
        boolean failedWhileWriting = last != null && status.consecutiveFailures() > 0 && last.snapshotId() != null;
        boolean writing = status.run() != null && status.run().phase() == RunPhase.RESTORING;
        return failedWhileWriting || writing;
    }

    private static boolean isEmpty(@Nullable LastRun last) {
        return last != null && last.result() == RunResult.NO_SNAPSHOT;
    }

    private static void failures(ReplicationStatus status, Point point) {
        LastRun last = status.lastRun();
        String failureClass = status.consecutiveFailures() == 0 || last == null || last.failureClass() == null
                ? ""
                : last.failureClass();
        point.value(CLASS, failureClass, status.consecutiveFailures());
    }

    private static void duration(@Nullable LastRun last, Point point) {
        if (last != null && last.startedAt() != null && last.endedAt() != null) {
            point.value(seconds(Duration.between(last.startedAt(), last.endedAt())));
        }
    }

    private static void lateness(@Nullable LastRun last, Point point) {
        if (last != null && last.startedAt() != null && last.slot() != null) {
            point.value(Math.max(0, seconds(Duration.between(last.slot(), last.startedAt()))));
        }
    }

    private static void waiting(ReplicationStatus status, Point point) {
        Optional<MoverWait.Cause> cause = SyncConditions.waitsFor(status);
        point.value("cause", cause.map(ReplicationGauges::word).orElse(""), cause.isPresent() ? 1 : 0);
    }

    /** Such as {@code CopyTrigger}, the way classes and reasons are written. */
    private static String word(MoverWait.Cause cause) {
        return Stream.of(cause.name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static void stalled(ReplicationStatus status, Point point) {
        Optional<Condition> stalled =
                status.condition(ConditionTypes.STALLED).filter(condition -> "True".equals(condition.getStatus()));
        point.value(CLASS, stalled.map(Condition::getReason).orElse(""), stalled.isPresent() ? 1 : 0);
    }

    private static void maintenance(@Nullable MaintenanceStatus maintenance, Point point) {
        String failureClass =
                maintenance == null || maintenance.failureClass() == null ? "" : maintenance.failureClass();
        point.value(CLASS, failureClass, maintenance == null ? 0 : maintenance.attempts());
    }

    private static @Nullable Instant created(ReplicationResource<?> object) {
        String text = object.getMetadata().getCreationTimestamp();
        return text == null ? null : Instant.parse(text);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
