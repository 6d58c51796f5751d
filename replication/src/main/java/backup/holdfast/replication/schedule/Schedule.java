package backup.holdfast.replication.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A valid schedule: a cron expression in a zone, or a fixed interval. */
public sealed interface Schedule permits CronSchedule, IntervalSchedule {

    /**
     * Reads five cron fields, a nickname such as {@code @daily}, or {@code @every <duration>}.
     *
     * @param timeZone the zone named beside the schedule; a {@code CRON_TZ=} prefix in the text wins over it
     * @param defaultZone the zone where neither names one
     * @param seed what {@code H} is derived from: the object's UID, so that the fields stay put for its lifetime
     */
    static ParsedSchedule parse(String text, Optional<String> timeZone, ZoneId defaultZone, String seed) {
        return ScheduleParser.parse(text, timeZone, defaultZone, seed);
    }

    /** The text as it was written. */
    String text();

    /** What runs in fact: five plain fields with every {@code H} resolved, or {@code @every} and the duration. */
    String resolved();

    /** The zone the fields are read in; of no meaning to an interval. */
    ZoneId zone();

    /**
     * The instants of this schedule.
     *
     * @param anchor an instant that an interval counts from: the last slot, or the creation of the object. A cron
     *     expression ignores it.
     */
    Slots slots(Instant anchor);
}
