package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a pass.
 *
 * @param outcomes what needs a look first
 * @param again when the next pass has something to do, if it has
 */
public record PassReport(List<Outcome> outcomes, Optional<Instant> again) {

    public PassReport {
        outcomes = List.copyOf(outcomes);
        requireNonNull(again, "again is null");
    }

    public int count(Standing standing) {
        return (int) outcomes.stream().filter(it -> it.standing() == standing).count();
    }

    public int held() {
        return (int) outcomes.stream().filter(it -> it.standing().isHeld()).count();
    }

    /** How many depend on the servers; without those that are never scaled. */
    public int watched() {
        return outcomes.size() - count(Standing.LEFT);
    }
}
