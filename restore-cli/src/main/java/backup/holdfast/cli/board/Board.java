package backup.holdfast.cli.board;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.board.Health.Attention;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MoverStatus;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSourceSpec;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.schedule.ParsedSchedule;
import backup.holdfast.replication.schedule.Schedule;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges sources by what their objects say. Pure. */
public final class Board {
    /** A slot is not missed while it may still wait in line or be on its way. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** A controller that is there looks at an edited spec within seconds. */
    private static final Duration FIRST_LOOK = Duration.ofMinutes(5);

    private final Map<String, RestoreMark> marks;
    private final Instant now;

    /** @param marks of claims under restore, by namespace and name with a slash between; empty where they may not be read */
    public Board(Map<String, RestoreMark> marks, Instant now) {
        this.marks = Map.copyOf(marks);
        this.now = requireNonNull(now, "now is null");
    }

    public List<Standing> judge(Collection<ReplicationSource> sources) {
        return sources.stream().map(this::judge).sorted(Standing.WORST_FIRST).toList();
    }

    /** Whether anybody has to look at one of them. */
    public static Attention attention(Collection<Standing> standings) {
        return standings.stream().anyMatch(it -> it.health().attention() == Attention.NEEDED)
                ? Attention.NEEDED
                : Attention.NONE;
    }

    private Standing judge(ReplicationSource source) {
        ReplicationSourceSpec spec = source.getSpec();
        ReplicationStatus status = source.getStatus();
        Optional<Condition> stalled = is(status, ConditionTypes.STALLED, "True");
        Optional<Condition> failing = is(status, ConditionTypes.BACKUP_HEALTHY, "False");
        Optional<Condition> frozen = is(status, ConditionTypes.RETENTION_ACTIVE, "False");
        if (spec.restic() == null) {
            return standing(source, Health.FOREIGN, "", String.join(", ", spec.methods()));
        }
        if (stalled.isPresent()) {
            return standing(source, Health.STALLED, stalled.get());
        }
        Optional<RestoreMark> mark = Optional.ofNullable(marks.get(claimKey(source)));
        if (mark.isPresent()) {
            return standing(
                    source,
                    Health.RESTORING,
                    "Restoring",
                    "volume under restore, or left so by run " + mark.get().runId() + ": no backup is made");
        }
        if (failing.isPresent()) {
            return standing(source, Health.FAILING, failing.get());
        }
        if (failedForVolSync(status)) {
            return standing(
                    source, Health.FAILING, "MoverFailed", "the last mover failed; see status.latestMoverStatus.logs");
        }
        return quiet(source, spec, status, frozen);
    }

    private Standing quiet(
            ReplicationSource source,
            ReplicationSourceSpec spec,
            ReplicationStatus status,
            Optional<Condition> frozen) {
        if (spec.paused()) {
            return standing(source, Health.PAUSED, "", "paused by spec.paused");
        }
        if (isUnseen(source)) {
            return standing(
                    source,
                    Health.UNSEEN,
                    "",
                    "no controller has looked at this spec: is Holdfast running, and is it its class?");
        }
        boolean running = is(status, ConditionTypes.SYNCHRONIZING, "True").isPresent();
        Optional<Instant> missed = running ? Optional.empty() : missedSlot(source);
        if (missed.isPresent()) {
            return standing(source, Health.OVERDUE, "", "nothing came of the slot at " + missed.get());
        }
        if (status.maintenance() != null) {
            return standing(
                    source,
                    Health.FAILING,
                    Objects.requireNonNullElse(status.maintenance().failureClass(), ""),
                    "backed up, but not tidied: " + status.maintenance().step() + " failed");
        }
        if (frozen.filter(it -> !isWanted(it)).isPresent()) {
            return standing(source, Health.FROZEN, frozen.get());
        }
        if (running) {
            return standing(source, Health.RUNNING, "", "");
        }
        return status.lastSyncTime() == null
                ? standing(source, Health.WAITING, "", "no backup yet")
                : standing(source, Health.GOOD, "", "");
    }

    /** Nobody asked for anything to be forgotten: a choice, not an incident. */
    private static boolean isWanted(Condition condition) {
        return "KeepsEverything".equals(condition.getReason());
    }

    private static boolean failedForVolSync(ReplicationStatus status) {
        MoverStatus mover = status.latestMoverStatus();
        return mover != null
                && MoverStatus.FAILED.equals(mover.result())
                && status.condition(ConditionTypes.BACKUP_HEALTHY).isEmpty();
    }

    /** By generation; a status of VolSync's has none, and is taken for seen. */
    private boolean isUnseen(ReplicationSource source) {
        ReplicationStatus status = source.getStatus();
        Long observed = status.observedGeneration();
        boolean unseen = observed == null
                ? status.conditions().isEmpty() && status.lastSyncTime() == null
                : !observed.equals(source.getMetadata().getGeneration());
        return unseen && created(source).plus(FIRST_LOOK).isBefore(now);
    }

    private Optional<Instant> missedSlot(ReplicationSource source) {
        Instant since = Objects.requireNonNullElse(source.getStatus().lastSyncTime(), created(source));
        return schedule(source)
                .map(schedule ->
                        schedule.slots(since).previous(now.minus(PATIENCE)).at())
                .filter(slot -> slot.isAfter(since))
                // What ran at its slot and ended a little after it has an instant later than the slot's.
                .filter(slot -> Optional.ofNullable(source.getStatus().lastSlot())
                        .filter(last -> !last.isBefore(slot))
                        .isEmpty());
    }

    private static Optional<Schedule> schedule(ReplicationSource source) {
        String text = source.getSpec().trigger().schedule();
        if (text == null) {
            return Optional.empty();
        }
        ParsedSchedule parsed = Schedule.parse(
                text,
                Optional.ofNullable(source.getSpec().trigger().timeZone()),
                ZoneOffset.UTC,
                source.getMetadata().getUid());
        return parsed instanceof ParsedSchedule.Valid valid ? Optional.of(valid.schedule()) : Optional.empty();
    }

    private static Instant created(ReplicationSource source) {
        String created = source.getMetadata().getCreationTimestamp();
        return created == null ? Instant.MAX.minus(FIRST_LOOK) : Instant.parse(created);
    }

    private static Optional<Condition> is(ReplicationStatus status, String type, String truth) {
        return status.condition(type).filter(condition -> truth.equals(condition.getStatus()));
    }

    private static Standing standing(ReplicationSource source, Health health, Condition condition) {
        return standing(
                source,
                health,
                Objects.requireNonNullElse(condition.getReason(), ""),
                Objects.requireNonNullElse(condition.getMessage(), ""));
    }

    private static Standing standing(ReplicationSource source, Health health, String reason, String message) {
        ReplicationStatus status = source.getStatus();
        return new Standing(
                source.getMetadata().getNamespace(),
                source.getMetadata().getName(),
                Objects.requireNonNullElse(source.getSpec().sourcePVC(), ""),
                health,
                Optional.ofNullable(status.lastSyncTime()),
                Optional.ofNullable(status.nextSyncTime()),
                how(source),
                result(status),
                reason,
                message);
    }

    private static String how(ReplicationSource source) {
        String resolved = source.getStatus().schedule();
        String schedule = source.getSpec().trigger().schedule();
        if (resolved != null) {
            return resolved;
        }
        if (schedule != null) {
            return schedule;
        }
        return source.getSpec().trigger().manual() == null ? "continuous" : "manual";
    }

    private static String result(ReplicationStatus status) {
        @Nullable LastRun last = status.lastRun();
        if (last != null) {
            return switch (last.result()) {
                case SUCCEEDED -> "Succeeded";
                case UNCHANGED -> "Unchanged";
                case EMPTY -> "Empty";
                case PARTIAL_READ -> "PartialRead";
                case FAILED -> "Failed";
                case CANCELLED -> "Cancelled";
                case NO_SNAPSHOT -> "NoSnapshot";
                case UNKNOWN -> "Unknown";
            };
        }
        MoverStatus mover = status.latestMoverStatus();
        return mover == null ? "" : Objects.requireNonNullElse(mover.result(), "");
    }

    private static String claimKey(ReplicationSource source) {
        return source.getMetadata().getNamespace() + "/" + source.getSpec().sourcePVC();
    }
}
