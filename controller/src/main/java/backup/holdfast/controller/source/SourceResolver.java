package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.source.ResolvedSource.External;
import backup.holdfast.controller.source.ResolvedSource.Invalid;
import backup.holdfast.controller.source.ResolvedSource.Valid;
import backup.holdfast.controller.source.SourceSettings.Excludes;
import backup.holdfast.controller.source.SourceSettings.SkipUnchanged;
import backup.holdfast.crds.volsync.Exclude;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.OnPartialRead;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSourceSpec;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.crds.volsync.TriggerSpec;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.schedule.GoDuration;
import backup.holdfast.replication.schedule.ParsedSchedule;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a ReplicationSource's spec. Pure: what it refers to is looked up elsewhere. */
public final class SourceResolver {
    /** VolSync's default. */
    private static final int PRUNE_INTERVAL_DAYS = 7;

    private final ZoneId defaultZone;
    private final SchedulePolicy defaults;

    /**
     * @param defaultZone for schedules that name none
     * @param defaults spacing and back-off of this controller
     */
    public SourceResolver(ZoneId defaultZone, SchedulePolicy defaults) {
        this.defaultZone = defaultZone;
        this.defaults = defaults;
    }

    ResolvedSource resolve(ReplicationSource source) {
        ReplicationSourceSpec spec = source.getSpec();
        List<String> methods = spec.methods();
        if (methods.equals(List.of("external"))) {
            return new External();
        }
        if (!methods.equals(List.of("restic"))) {
            return invalid(methodProblem(methods));
        }
        try {
            return new Valid(settings(source, spec, requireNonNull(spec.restic())));
        } catch (InvalidFieldException e) {
            return invalid(e.getMessage());
        }
    }

    private static String methodProblem(List<String> methods) {
        if (methods.isEmpty()) {
            return "a replication method must be specified: add spec.restic";
        }
        if (methods.size() > 1) {
            return "only one replication method can be supplied, but there are "
                    + methods.stream().map(m -> "spec." + m).collect(Collectors.joining(" and ")) + ": keep one";
        }
        return "spec." + methods.get(0)
                + " is not handled by Holdfast, which replicates with restic: leave it to VolSync,"
                + " or use spec.restic";
    }

    private SourceSettings settings(ReplicationSource source, ReplicationSourceSpec spec, ResticSource restic) {
        Optional<Schedule> schedule =
                schedule(spec.trigger(), source.getMetadata().getUid());
        return new SourceSettings(
                Trigger.of(schedule, Optional.ofNullable(spec.trigger().manual())),
                schedule.map(Schedule::resolved),
                policy(spec.trigger()),
                required(spec.sourcePVC(), "spec.sourcePVC", "the name of the PersistentVolumeClaim to back up"),
                required(
                        restic.repository(), "spec.restic.repository", "the name of the Secret with RESTIC_REPOSITORY"),
                Optional.ofNullable(restic.customCA()),
                host(restic.identity()),
                retain(restic.retain()),
                restic.pruneIntervalDays() == null ? PRUNE_INTERVAL_DAYS : restic.pruneIntervalDays(),
                excludes(restic.exclude()),
                Boolean.FALSE.equals(restic.skipIfUnchanged()) ? SkipUnchanged.NEVER : SkipUnchanged.WHEN_FRESH,
                restic.onPartialRead() == OnPartialRead.ACCEPT ? PartialRead.ACCEPT : PartialRead.FAIL,
                new Limits(duration(restic.timeout(), "spec.restic.timeout").orElse(null), Limits.DEFAULT.noProgress()),
                tuning(restic));
    }

    private Optional<Schedule> schedule(TriggerSpec trigger, String uid) {
        if (trigger.schedule() == null || trigger.schedule().isEmpty()) {
            return Optional.empty();
        }
        ParsedSchedule parsed =
                Schedule.parse(trigger.schedule(), Optional.ofNullable(trigger.timeZone()), defaultZone, uid);
        if (parsed instanceof ParsedSchedule.Invalid invalid) {
            throw new InvalidFieldException("spec.trigger.schedule: " + invalid.reason() + ". " + invalid.hint());
        }
        return Optional.of(((ParsedSchedule.Valid) parsed).schedule());
    }

    private SchedulePolicy policy(TriggerSpec trigger) {
        Duration jitter = duration(trigger.jitter(), "spec.trigger.jitter").orElse(defaults.jitter());
        return new SchedulePolicy(jitter, defaults.startingDeadline(), defaults.spacing(), defaults.backoff());
    }

    private static String host(@Nullable Identity identity) {
        return identity == null || identity.host() == null || identity.host().isEmpty()
                ? backup.holdfast.replication.plan.Identity.VOLSYNC_HOST
                : identity.host();
    }

    private static Retain retain(backup.holdfast.crds.volsync.@Nullable Retain written) {
        Map<KeepRule, String> rules = new EnumMap<>(KeepRule.class);
        if (written != null) {
            for (KeepRule rule : KeepRule.values()) {
                Object value = value(written, rule);
                if (value != null) {
                    rules.put(rule, value.toString());
                }
            }
        }
        Retain retain = Retain.parse(rules);
        if (retain instanceof Retain.Invalid invalid) {
            throw new InvalidFieldException(invalid.problems().stream()
                    .map(p -> "spec.restic.retain." + p.rule().field() + ": " + p.reason() + ". " + p.hint())
                    .collect(Collectors.joining(" ")));
        }
        return retain;
    }

    private static @Nullable Object value(backup.holdfast.crds.volsync.Retain retain, KeepRule rule) {
        return switch (rule) {
            case LAST -> retain.last();
            case HOURLY -> retain.hourly();
            case DAILY -> retain.daily();
            case WEEKLY -> retain.weekly();
            case MONTHLY -> retain.monthly();
            case YEARLY -> retain.yearly();
            case WITHIN -> retain.within();
            case WITHIN_HOURLY -> retain.withinHourly();
            case WITHIN_DAILY -> retain.withinDaily();
            case WITHIN_WEEKLY -> retain.withinWeekly();
            case WITHIN_MONTHLY -> retain.withinMonthly();
            case WITHIN_YEARLY -> retain.withinYearly();
        };
    }

    private static Excludes excludes(Exclude exclude) {
        return new Excludes(
                exclude.patterns(),
                exclude.caseInsensitivePatterns(),
                exclude.ifPresent(),
                // restic takes plain bytes, and Kubernetes' quantities mean something else by their suffixes.
                Optional.ofNullable(exclude.largerThan())
                        .map(quantity ->
                                quantity.getNumericalAmount().toBigInteger().toString()),
                exclude.caches() ? TaggedCaches.EXCLUDE : TaggedCaches.KEEP);
    }

    private static Tuning tuning(ResticSource restic) {
        return new Tuning(
                restic.compression() == null
                        ? null
                        : restic.compression().name().toLowerCase(Locale.ROOT),
                restic.packSizeMiB(),
                restic.readConcurrency(),
                restic.limitUploadKiBps(),
                restic.limitDownloadKiBps());
    }

    private static Optional<Duration> duration(@Nullable String text, String field) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = GoDuration.parse(text).filter(d -> !d.isZero() && !d.isNegative());
        if (duration.isEmpty()) {
            throw new InvalidFieldException(
                    field + ": \"" + text + "\" is not a duration. Write it like 90s, 45m or 1h30m");
        }
        return duration;
    }

    private static String required(@Nullable String text, String field, String what) {
        if (text == null || text.isEmpty()) {
            throw new InvalidFieldException(field + " is missing: give " + what);
        }
        return text;
    }

    private static Invalid invalid(String detail) {
        return new Invalid(FailureClass.INVALID_SPEC, detail);
    }

    /** Carries the words for one field to {@link #resolve}, never further. */
    private static final class InvalidFieldException extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidFieldException(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
