package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status of both kinds; {@code latestImage}, {@code snapshotMissingSince} and {@code selectedSnapshot} only of a destination. VolSync's three instants
 * are cut to whole seconds, as Kubernetes writes its own.
 */
@ApiRecord
public record ReplicationStatus(
        @Nullable Long observedGeneration,
        @OmitEmpty List<Condition> conditions,
        @LenientTime @Nullable Instant lastSyncTime,
        @LenientTime @Nullable Instant lastSyncStartTime,
        @Nullable String lastSyncDuration,
        @LenientTime @Nullable Instant nextSyncTime,
        @Nullable String lastManualSync,
        @Nullable MoverStatus latestMoverStatus,
        @Nullable TypedLocalObjectReference latestImage,
        @Nullable String schedule,
        @Nullable CurrentRun run,
        @Nullable LastRun lastRun,
        @LenientTime @Nullable Instant lastSlot,
        @Nullable MaintenanceStatus maintenance,
        @OmitZero int consecutiveFailures,
        @LenientTime @Nullable Instant firstFailureTime,
        @LenientTime @Nullable Instant nextAttemptTime,
        @Nullable HandledRequest lastHandledRequest,
        @OmitEmpty List<EndedRun> endedRuns,
        @LenientTime @Nullable Instant snapshotMissingSince,
        @Nullable SelectedSnapshot selectedSnapshot,
        ResticStatus restic,
        @Nullable JsonNode external,
        @Nullable JsonNode rsync,
        @Nullable JsonNode rsyncTLS,
        @Nullable JsonNode syncthing,
        @Nullable JsonNode kopia) {

    public static final int MAX_ENDED_RUNS = 20;

    /** Nothing known yet. */
    public static final ReplicationStatus EMPTY = new ReplicationStatus(
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            ResticStatus.EMPTY,
            null,
            null,
            null,
            null,
            null);

    public ReplicationStatus {
        conditions = Absent.toEmpty(conditions);
        lastSyncTime = seconds(lastSyncTime);
        lastSyncStartTime = seconds(lastSyncStartTime);
        nextSyncTime = seconds(nextSyncTime);
        endedRuns = Absent.toEmpty(endedRuns);
        restic = restic == null ? ResticStatus.EMPTY : restic;
        external = Absent.toNull(external);
        rsync = Absent.toNull(rsync);
        rsyncTLS = Absent.toNull(rsyncTLS);
        syncthing = Absent.toNull(syncthing);
        kopia = Absent.toNull(kopia);
    }

    /** A copy with the given changes: {@code status.with(draft -> draft.run = next)}. */
    public ReplicationStatus with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(it -> type.equals(it.getType())).findFirst();
    }

    /** Adds a run that has ended, in place of an older entry of the same id, and drops the oldest beyond {@link #MAX_ENDED_RUNS}. */
    public ReplicationStatus withEndedRun(EndedRun run) {
        List<EndedRun> all = Stream.concat(
                        endedRuns.stream().filter(it -> !it.id().equals(run.id())), Stream.of(run))
                .toList();
        return with(draft -> draft.endedRuns = all.subList(Math.max(0, all.size() - MAX_ENDED_RUNS), all.size()));
    }

    private static @Nullable Instant seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The fields of a copy in the making. */
    public static final class Draft {
        public @Nullable Long observedGeneration;
        public List<Condition> conditions;
        public @Nullable Instant lastSyncTime;
        public @Nullable Instant lastSyncStartTime;
        public @Nullable String lastSyncDuration;
        public @Nullable Instant nextSyncTime;
        public @Nullable String lastManualSync;
        public @Nullable MoverStatus latestMoverStatus;
        public @Nullable TypedLocalObjectReference latestImage;
        public @Nullable String schedule;
        public @Nullable CurrentRun run;
        public @Nullable LastRun lastRun;
        public @Nullable Instant lastSlot;
        public @Nullable MaintenanceStatus maintenance;
        public int consecutiveFailures;
        public @Nullable Instant firstFailureTime;
        public @Nullable Instant nextAttemptTime;
        public @Nullable HandledRequest lastHandledRequest;
        public List<EndedRun> endedRuns;
        public @Nullable Instant snapshotMissingSince;
        public @Nullable SelectedSnapshot selectedSnapshot;
        public ResticStatus restic;
        public @Nullable JsonNode external;
        public @Nullable JsonNode rsync;
        public @Nullable JsonNode rsyncTLS;
        public @Nullable JsonNode syncthing;
        public @Nullable JsonNode kopia;

        private Draft(ReplicationStatus from) {
            this.observedGeneration = from.observedGeneration();
            this.conditions = from.conditions();
            this.lastSyncTime = from.lastSyncTime();
            this.lastSyncStartTime = from.lastSyncStartTime();
            this.lastSyncDuration = from.lastSyncDuration();
            this.nextSyncTime = from.nextSyncTime();
            this.lastManualSync = from.lastManualSync();
            this.latestMoverStatus = from.latestMoverStatus();
            this.latestImage = from.latestImage();
            this.schedule = from.schedule();
            this.run = from.run();
            this.lastRun = from.lastRun();
            this.lastSlot = from.lastSlot();
            this.maintenance = from.maintenance();
            this.consecutiveFailures = from.consecutiveFailures();
            this.firstFailureTime = from.firstFailureTime();
            this.nextAttemptTime = from.nextAttemptTime();
            this.lastHandledRequest = from.lastHandledRequest();
            this.endedRuns = from.endedRuns();
            this.snapshotMissingSince = from.snapshotMissingSince();
            this.selectedSnapshot = from.selectedSnapshot();
            this.restic = from.restic();
            this.external = from.external();
            this.rsync = from.rsync();
            this.rsyncTLS = from.rsyncTLS();
            this.syncthing = from.syncthing();
            this.kopia = from.kopia();
        }

        private ReplicationStatus finish() {
            return new ReplicationStatus(
                    observedGeneration,
                    conditions,
                    lastSyncTime,
                    lastSyncStartTime,
                    lastSyncDuration,
                    nextSyncTime,
                    lastManualSync,
                    latestMoverStatus,
                    latestImage,
                    schedule,
                    run,
                    lastRun,
                    lastSlot,
                    maintenance,
                    consecutiveFailures,
                    firstFailureTime,
                    nextAttemptTime,
                    lastHandledRequest,
                    endedRuns,
                    snapshotMissingSince,
                    selectedSnapshot,
                    restic,
                    external,
                    rsync,
                    rsyncTLS,
                    syncthing,
                    kopia);
        }
    }
}
