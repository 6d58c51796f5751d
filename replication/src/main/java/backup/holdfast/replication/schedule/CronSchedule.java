package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;

/** Five cron fields in a zone. */
record CronSchedule(String text, CronFields fields, ZoneId zone) implements Schedule {

    CronSchedule {
        requireNonNull(text, "text is null");
        requireNonNull(fields, "fields is null");
        requireNonNull(zone, "zone is null");
        if (!fields.matchesSomeDate()) {
            throw new IllegalArgumentException("no date matches " + text);
        }
    }

    @Override
    public String resolved() {
        return String.join(
                " ",
                fields.minutes().resolved(),
                fields.hours().resolved(),
                fields.daysOfMonth().resolved(),
                fields.months().resolved(),
                fields.daysOfWeek().resolved());
    }

    @Override
    public Slots slots(Instant anchor) {
        return new CronSlots(fields, zone);
    }
}
