package backup.holdfast.restic;

import backup.holdfast.restic.result.RetryNotice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notices when restic asks a store again and again for what asking does not mend. Counted by operation: several that fail
 * together once are no sign of anything lasting. Not safe for several threads.
 */
final class RetryWatch {

    private static final int PATIENCE = 3;
    private static final int MAX_OPERATIONS = 100;

    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private Optional<RetryNotice> hopeless = Optional.empty();

    /** Answers whether restic is now known to try in vain. */
    boolean isHopeless(RetryNotice notice) {
        if (hopeless.isEmpty() && notice.lastingCause().isPresent()) {
            if (failures.merge(notice.operation(), 1, Integer::sum) >= PATIENCE) {
                hopeless = Optional.of(notice);
            } else if (failures.size() > MAX_OPERATIONS) {
                failures.clear();
            }
        }
        return hopeless.isPresent();
    }

    Optional<RetryNotice> hopeless() {
        return hopeless;
    }
}
