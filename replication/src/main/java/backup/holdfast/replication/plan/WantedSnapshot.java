package backup.holdfast.replication.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshot is asked for: by id, or the newest at or before an instant, {@code previous} steps further back.
 *
 * @param snapshotId an id or an unambiguous beginning of one; then the other two do not count
 * @param asOf newest at or before; absent: newest of all
 * @param previous how many of the candidates to step over, newest first
 */
public record WantedSnapshot(
        @Nullable String snapshotId, @Nullable Instant asOf, int previous) {
    public static final WantedSnapshot NEWEST = new WantedSnapshot(null, null, 0);

    /** Whether nothing is asked for by name. */
    public boolean isNewest() {
        return equals(NEWEST);
    }
}
