package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one object when its next sync is decided. Nothing of it is running.
 *
 * @param uid the object's UID; jitter is derived from it
 * @param createdAt when the object was created
 * @param lastHandledSlot the slot of the last sync that is over: it succeeded, or was given up. A failed sync that is to
 *     be retried leaves it where it was.
 * @param lastCompleted when the last successful sync ended ({@code lastSyncTime})
 * @param lastManualSync the manual token of the last successful sync
 * @param requestToken the token now in annotation {@code holdfast.backup/requestedAt}
 * @param lastHandledRequest the token last answered
 * @param failed the failures since the last success, if any
 */
public record ScheduleFacts(
        String uid,
        Instant createdAt,
        Activity activity,
        FirstSync firstSync,
        Optional<Slot> lastHandledSlot,
        Optional<Instant> lastCompleted,
        Optional<String> lastManualSync,
        Optional<String> requestToken,
        Optional<String> lastHandledRequest,
        Optional<FailedAttempts> failed) {

    /** {@code spec.paused}. */
    public enum Activity {
        ACTIVE,
        PAUSED
    }

    /** {@code runOnCreate}: VolSync always syncs at creation. */
    public enum FirstSync {
        AT_CREATION,
        AT_TRIGGER
    }

    public ScheduleFacts {
        requireNonNull(uid, "uid is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(activity, "activity is null");
        requireNonNull(firstSync, "firstSync is null");
        requireNonNull(lastHandledSlot, "lastHandledSlot is null");
        requireNonNull(lastCompleted, "lastCompleted is null");
        requireNonNull(lastManualSync, "lastManualSync is null");
        requireNonNull(requestToken, "requestToken is null");
        requireNonNull(lastHandledRequest, "lastHandledRequest is null");
        requireNonNull(failed, "failed is null");
    }

    /** Never synced, not paused, nothing asked. */
    public static ScheduleFacts created(String uid, Instant createdAt) {
        return new ScheduleFacts(
                uid,
                createdAt,
                Activity.ACTIVE,
                FirstSync.AT_CREATION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * These facts without what claims to lie after {@code now}: another clock wrote it, and believing it would keep the
     * object from ever running again.
     */
    ScheduleFacts knownAt(Instant now) {
        return new ScheduleFacts(
                uid,
                createdAt.isAfter(now) ? now : createdAt,
                activity,
                firstSync,
                lastHandledSlot.filter(slot -> !slot.at().isAfter(now)),
                lastCompleted.filter(at -> !at.isAfter(now)),
                lastManualSync,
                requestToken,
                lastHandledRequest,
                failed.filter(it -> !it.endedAt().isAfter(now)));
    }

    boolean neverSynced() {
        return lastHandledSlot.isEmpty() && lastCompleted.isEmpty();
    }

    /** The token of a request nobody answered yet. An empty annotation asks for nothing. */
    Optional<String> pendingRequest() {
        return requestToken.filter(token -> !token.isEmpty() && !lastHandledRequest.equals(Optional.of(token)));
    }

    /**
     * Slots up to here are behind us, and intervals count from here: the last slot, or else (an object VolSync synced)
     * the last completion, or else the creation.
     */
    Instant anchor() {
        return lastHandledSlot.map(Slot::at).or(() -> lastCompleted).orElse(createdAt);
    }

    /** The last thing known to have happened. */
    Instant lastActive() {
        Instant slot = lastHandledSlot.map(Slot::at).orElse(createdAt);
        return lastCompleted.filter(slot::isBefore).orElse(slot);
    }
}
