package backup.holdfast.replication.state;

import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import java.time.Instant;
import java.util.Optional;

/**
 * What the object itself asks for, beside its trigger.
 *
 * @param createdAt when the object was created
 * @param token of annotation {@code holdfast.backup/requestedAt}: one run, now
 */
public record Request(Instant createdAt, Activity activity, FirstSync firstSync, Optional<String> token) {}
