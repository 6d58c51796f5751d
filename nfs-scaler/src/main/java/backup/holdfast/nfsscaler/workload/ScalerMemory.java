package backup.holdfast.nfsscaler.workload;

import backup.holdfast.nfsscaler.settings.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What one NfsScaler has done lately. Lost with the process, which costs nothing but one answer too many to whoever puts replicas back,
 * and one batch too early. Used by one pass at a time.
 */
public final class ScalerMemory {

    private final Map<String, Instant> taken = new HashMap<>();
    private final Map<String, Integer> putBack = new HashMap<>();
    private Instant batch = Instant.MIN;
    private int left;

    /** Whether the workload was taken within this time: enough for now. */
    boolean answered(String uid, Duration interval, Instant now) {
        Instant last = taken.get(uid);
        // Probes do not start to the millisecond.
        return last != null && now.isBefore(last.plus(interval.multipliedBy(9).dividedBy(10)));
    }

    /** How often somebody scaled it up while we held it. */
    int putBack(String uid) {
        return putBack.getOrDefault(uid, 0);
    }

    void putBackOnceMore(String uid) {
        putBack.merge(uid, 1, Integer::sum);
    }

    boolean took(String uid) {
        return taken.containsKey(uid);
    }

    void taken(String uid, Instant now) {
        taken.put(uid, now);
    }

    void givenBack(String uid) {
        taken.remove(uid);
        putBack.remove(uid);
    }

    /** Whether one more may come back now. */
    boolean mayComeBack(Pace pace, Instant now) {
        if (!now.isBefore(nextBatch(pace))) {
            batch = now;
            left = pace.atOnce();
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    Instant nextBatch(Pace pace) {
        return batch.equals(Instant.MIN) ? batch : batch.plus(pace.every());
    }
}
