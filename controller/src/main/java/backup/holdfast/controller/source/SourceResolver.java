package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.source.ResolvedSource.External;
import backup.holdfast.controller.source.ResolvedSource.Invalid;
import backup.holdfast.controller.source.ResolvedSource.Valid;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSourceSpec;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.crds.volsync.TriggerSpec;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.schedule.ParsedSchedule;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a ReplicationSource's spec. Pure: what it refers to is looked up elsewhere. */
public final class SourceResolver {
    private final ZoneId defaultZone;
    private final SchedulePolicy defaults;
    private final Conduct conduct;

    /**
     * @param defaultZone for schedules that name none
     * @param defaults spacing and back-off of this controller
     * @param conduct of this controller
     */
    public SourceResolver(ZoneId defaultZone, SchedulePolicy defaults, Conduct conduct) {
        this.defaultZone = defaultZone;
        this.defaults = defaults;
        this.conduct = conduct;
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
        ResticSection section = new ResticSection(restic);
        return new SourceSettings(
                Trigger.of(schedule, Optional.ofNullable(spec.trigger().manual())),
                schedule.map(Schedule::resolved),
                policy(spec.trigger()),
                new SpecField("spec.sourcePVC", spec.sourcePVC()).objectName("the PersistentVolumeClaim to back up"),
                section.secretName(),
                section.customCertificate(),
                section.host(),
                section.retain(),
                section.pruneIntervalDays(),
                section.excludes(),
                section.skipUnchanged(),
                section.partialRead(),
                section.limits(),
                section.tuning(),
                conduct);
    }

    private Optional<Schedule> schedule(TriggerSpec trigger, String uid) {
        // An empty text is no absence: it would turn a schedule whose value was lost into one sync after another.
        if (trigger.schedule() == null) {
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
        // Zero is a choice here: no jitter, whatever the controller's default is.
        Duration jitter = new SpecField("spec.trigger.jitter", trigger.jitter())
                .duration()
                .orElse(defaults.jitter());
        return new SchedulePolicy(jitter, defaults.startingDeadline(), defaults.spacing(), defaults.backoff());
    }

    private static Invalid invalid(String detail) {
        return new Invalid(FailureClass.INVALID_SPEC, detail);
    }
}
