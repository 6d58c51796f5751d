package backup.holdfast.replication.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an object keeps its promise, as VolSync's metrics put it: a scheduled sync is overdue once the slot after the
 * next one since its last completion has passed. Computed from facts at every look, so it never sticks.
 */
public final class SyncDeadline {

    /** Counting stops here: a schedule of every minute that failed for a week says no more than this. */
    private static final int MOST_COUNTED = 10_000;

    private SyncDeadline() {}

    /**
     * Never synced, or past the deadline. A manual object is out of sync while its token is not done, a continuous one
     * while it fails.
     */
    public static boolean outOfSync(Trigger trigger, ScheduleFacts facts, Instant now) {
        if (facts.lastCompleted().isEmpty()) {
            return true;
        }
        if (trigger instanceof Trigger.Scheduled) {
            return missedIntervals(trigger, facts, now, 1) > 0;
        }
        return trigger instanceof Trigger.Manual manual
                ? !facts.lastManualSync().equals(Optional.of(manual.token()))
                : facts.failed().isPresent();
    }

    /**
     * How many slots since the last completion passed without a sync, not counting the one that may still be on its way.
     * Zero for other triggers, and before the first sync. At most 10,000.
     */
    public static int missedIntervals(Trigger trigger, ScheduleFacts facts, Instant now) {
        return missedIntervals(trigger, facts, now, MOST_COUNTED);
    }

    private static int missedIntervals(Trigger trigger, ScheduleFacts facts, Instant now, int atMost) {
        if (!(trigger instanceof Trigger.Scheduled scheduled)
                || facts.lastCompleted().isEmpty()) {
            return 0;
        }
        Slots slots = scheduled.schedule().slots(facts.anchor());
        int passed = 0;
        Slot slot = slots.next(facts.lastCompleted().get());
        while (slot.at().isBefore(now) && passed <= atMost) {
            passed++;
            slot = slots.next(slot.at());
        }
        return Math.max(0, passed - 1);
    }
}
