package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** {@code @every}: slots at whole multiples of the interval from the anchor, in both directions. */
record IntervalSchedule(String text, Duration interval, ZoneId zone) implements Schedule {

    IntervalSchedule {
        requireNonNull(text, "text is null");
        requireNonNull(interval, "interval is null");
        requireNonNull(zone, "zone is null");
        if (interval.toSeconds() < 1 || !interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("the interval must be whole seconds, at least 1: " + interval);
        }
    }

    @Override
    public String resolved() {
        return "@every " + GoDuration.format(interval);
    }

    @Override
    public Slots slots(Instant anchor) {
        return new Grid(anchor.getEpochSecond(), interval.toSeconds());
    }

    private record Grid(long anchor, long step) implements Slots {

        @Override
        public Slot next(Instant after) {
            return slot(Math.floorDiv(after.getEpochSecond() - anchor, step) + 1);
        }

        @Override
        public Slot previous(Instant atOrBefore) {
            return slot(Math.floorDiv(atOrBefore.getEpochSecond() - anchor, step));
        }

        private Slot slot(long number) {
            return new Slot(Instant.ofEpochSecond(anchor + number * step));
        }
    }
}
