package backup.holdfast.replication.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short ways to schedules and their slots. */
final class Schedules {

    static final String SEED = "3f9a9c1e-0b8e-4c5e-9a53-1f1f4f4a7c1e";

    private Schedules() {}

    static ParsedSchedule parse(String text) {
        return Schedule.parse(text, Optional.empty(), ZoneOffset.UTC, SEED);
    }

    static Schedule valid(String text) {
        return valid(text, ZoneOffset.UTC);
    }

    static Schedule valid(String text, ZoneId zone) {
        ParsedSchedule parsed = Schedule.parse(text, Optional.empty(), zone, SEED);
        if (parsed instanceof ParsedSchedule.Valid valid) {
            return valid.schedule();
        }
        throw new AssertionError(text + ": " + parsed);
    }

    /** The slots in {@code (after, until]}, walked forwards. */
    static List<Instant> forwards(Slots slots, Instant after, Instant until) {
        List<Instant> found = new ArrayList<>();
        for (Slot slot = slots.next(after); !slot.at().isAfter(until); slot = slots.next(slot.at())) {
            found.add(slot.at());
        }
        return found;
    }

    /** The slots in {@code (after, until]}, walked backwards, in rising order. */
    static List<Instant> backwards(Slots slots, Instant after, Instant until) {
        List<Instant> found = new ArrayList<>();
        for (Slot slot = slots.previous(until);
                slot.at().isAfter(after);
                slot = slots.previous(slot.at().minusNanos(1))) {
            found.add(0, slot.at());
        }
        return found;
    }
}
