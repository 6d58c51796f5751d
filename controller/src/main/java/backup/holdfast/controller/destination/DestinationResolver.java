package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.sync.InvalidFieldException;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.controller.sync.TriggerResolver;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationDestinationSpec;
import backup.holdfast.crds.volsync.ResticDestination;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Reads a ReplicationDestination's spec. Pure: what it refers to is looked up elsewhere. */
public final class DestinationResolver {
    private final TriggerResolver triggers;
    private final Conduct conduct;

    /**
     * @param defaultZone for schedules that name none
     * @param defaults spacing and back-off of this controller
     * @param conduct of this controller
     */
    public DestinationResolver(ZoneId defaultZone, SchedulePolicy defaults, Conduct conduct) {
        this.triggers = new TriggerResolver(defaultZone, defaults);
        this.conduct = conduct;
    }

    ResolvedSpec<DestinationSettings> resolve(ReplicationDestination destination) {
        ReplicationDestinationSpec spec = destination.getSpec();
        if (spec.isExternal()) {
            return new External<>();
        }
        List<String> methods = spec.methods();
        if (!methods.equals(List.of("restic"))) {
            return new Invalid<>(FailureClass.INVALID_SPEC, TriggerResolver.methodProblem(methods));
        }
        try {
            return new Valid<>(settings(destination, spec, requireNonNull(spec.restic())));
        } catch (InvalidFieldException e) {
            return new Invalid<>(FailureClass.INVALID_SPEC, e.getMessage());
        }
    }

    private DestinationSettings settings(
            ReplicationDestination destination, ReplicationDestinationSpec spec, ResticDestination restic) {
        Optional<Schedule> schedule =
                triggers.schedule(spec.trigger(), destination.getMetadata().getUid());
        RestoreSection section =
                new RestoreSection(restic, destination.getMetadata().getName());
        section.requireKnownPopulation();
        return new DestinationSettings(
                Trigger.of(schedule, Optional.ofNullable(spec.trigger().manual())),
                schedule.map(Schedule::resolved),
                triggers.policy(spec.trigger()),
                section.target(),
                section.image(),
                section.repository().secretName(),
                section.repository().customCertificate(),
                section.repository().host(),
                section.path(),
                section.wanted(),
                section.missing(),
                conduct,
                section.missingWait(),
                section.writing(),
                section.saving(),
                section.cacheAfterwards(),
                section.repository().limits(),
                section.tuning());
    }
}
