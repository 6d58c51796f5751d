package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.sync.InvalidFieldException;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.controller.sync.SpecField;
import backup.holdfast.controller.sync.TriggerResolver;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSourceSpec;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Reads a ReplicationSource's spec. Pure: what it refers to is looked up elsewhere. */
public final class SourceResolver {
    private final TriggerResolver triggers;
    private final Conduct conduct;

    /**
     * @param defaultZone for schedules that name none
     * @param defaults spacing and back-off of this controller
     * @param conduct of this controller
     */
    public SourceResolver(ZoneId defaultZone, SchedulePolicy defaults, Conduct conduct) {
        this.triggers = new TriggerResolver(defaultZone, defaults);
        this.conduct = conduct;
    }

    ResolvedSpec<SourceSettings> resolve(ReplicationSource source) {
        ReplicationSourceSpec spec = source.getSpec();
        if (spec.isExternal()) {
            return new External<>();
        }
        List<String> methods = spec.methods();
        if (!methods.equals(List.of("restic"))) {
            return invalid(TriggerResolver.methodProblem(methods));
        }
        try {
            return new Valid<>(settings(source, spec, requireNonNull(spec.restic())));
        } catch (InvalidFieldException e) {
            return invalid(e.getMessage());
        }
    }

    private SourceSettings settings(ReplicationSource source, ReplicationSourceSpec spec, ResticSource restic) {
        Optional<Schedule> schedule =
                triggers.schedule(spec.trigger(), source.getMetadata().getUid());
        ResticSection section = new ResticSection(restic);
        return new SourceSettings(
                Trigger.of(schedule, Optional.ofNullable(spec.trigger().manual())),
                schedule.map(Schedule::resolved),
                triggers.policy(spec.trigger()),
                new SpecField("spec.sourcePVC", spec.sourcePVC()).objectName("the PersistentVolumeClaim to back up"),
                section.repository().secretName(),
                section.repository().customCertificate(),
                section.repository().host(),
                section.retain(),
                section.pruneIntervalDays(),
                section.excludes(),
                section.skipUnchanged(),
                section.partialRead(),
                section.repository().limits(),
                section.tuning(),
                conduct);
    }

    private static Invalid<SourceSettings> invalid(String detail) {
        return new Invalid<>(FailureClass.INVALID_SPEC, detail);
    }
}
