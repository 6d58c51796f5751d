package backup.holdfast.replication.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The slots of a cron expression in a zone. The time line is walked in stretches of one offset, where local time and
 * instants run alike, so what happens at a change of the clocks is said in one place:
 *
 * <ul>
 *   <li>A schedule whose hour field is every hour follows elapsed time: local times that the clocks skip are not made
 *       up for, and those that come twice fire twice.
 *   <li>Any other names hours of the day: a local time that the clocks skip fires at the first instant after the gap,
 *       once however many were skipped; one that comes twice fires the first time only.
 * </ul>
 */
record CronSlots(CronFields fields, ZoneId zone) implements Slots {

    private static final Duration TICK = Duration.ofNanos(1);

    @Override
    public Slot next(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant cursor = after;
        while (true) {
            LocalDateTime local = LocalDateTime.ofInstant(cursor, rules.getOffset(cursor));
            LocalDateTime found = fields.next(local);
            Instant at = found.toInstant(rules.getOffset(cursor));
            ZoneOffsetTransition change = rules.nextTransition(cursor);
            if (change == null || at.isBefore(change.getInstant())) {
                if (!comesAgain(found, at)) {
                    return new Slot(at);
                }
                cursor = at;
            } else if (firesAt(change)) {
                return new Slot(change.getInstant());
            } else {
                cursor = change.getInstant();
            }
        }
    }

    @Override
    public Slot previous(Instant atOrBefore) {
        ZoneRules rules = zone.getRules();
        Instant cursor = atOrBefore;
        while (true) {
            LocalDateTime local = LocalDateTime.ofInstant(cursor, rules.getOffset(cursor));
            LocalDateTime found = fields.previous(local);
            Instant at = found.toInstant(rules.getOffset(cursor));
            ZoneOffsetTransition change = rules.previousTransition(cursor.plus(TICK));
            if (change == null || at.isAfter(change.getInstant())) {
                if (!comesAgain(found, at)) {
                    return new Slot(at);
                }
                cursor = at.minus(TICK);
            } else if (firesAt(change)) {
                return new Slot(change.getInstant());
            } else {
                cursor = change.getInstant().minus(TICK);
            }
        }
    }

    /** Whether this is the second time the clocks show {@code local}, and the first has fired for both. */
    private boolean comesAgain(LocalDateTime local, Instant at) {
        if (fields.everyHour()) {
            return false;
        }
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isOverlap() && !at.isBefore(change.getInstant());
    }

    private boolean firesAt(ZoneOffsetTransition change) {
        LocalDateTime before = change.getDateTimeBefore();
        LocalDateTime after = change.getDateTimeAfter();
        if (change.isGap() && !fields.everyHour()) {
            return !fields.next(before.minus(TICK)).isAfter(after);
        }
        return fields.matches(after) && !comesAgain(after, change.getInstant());
    }
}
