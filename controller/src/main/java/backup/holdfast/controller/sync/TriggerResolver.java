package backup.holdfast.controller.sync;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.TriggerSpec;
import backup.holdfast.replication.schedule.ParsedSchedule;
import backup.holdfast.replication.schedule.Schedule;
import backup.holdfast.replication.schedule.SchedulePolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads when an object's syncs start. Pure.
 *
 * @param defaultZone for schedules that name none
 * @param defaults spacing, jitter and back-off of this controller
 */
public record TriggerResolver(ZoneId defaultZone, SchedulePolicy defaults) {
    public TriggerResolver {
        requireNonNull(defaultZone, "defaultZone is null");
        requireNonNull(defaults, "defaults is null");
    }

    public Optional<Schedule> schedule(TriggerSpec trigger, String uid) {
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

    public SchedulePolicy policy(TriggerSpec trigger) {
        // Zero is a choice here: no jitter, whatever the controller's default is.
        Duration jitter = new SpecField("spec.trigger.jitter", trigger.jitter())
                .duration()
                .orElse(defaults.jitter());
        return new SchedulePolicy(jitter, defaults.startingDeadline(), defaults.spacing(), defaults.backoff());
    }

    /** What is wrong with the replication methods of a spec that does not have restic alone. */
    public static String methodProblem(List<String> methods) {
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
}
