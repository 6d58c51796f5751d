package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a run is told about locks in its repository.
 *
 * @param endedRuns runs of ours known to have ended, whose locks are stale by proof rather than by age; those of every object that
 *     uses the repository
 * @param atStart whether anything is done about locks before one is in the way
 */
public record LockTerms(List<EndedRun> endedRuns, AtStart atStart) {
    /** Nothing known, nothing asked for. */
    public static final LockTerms NONE = new LockTerms(List.of(), AtStart.NOTHING);

    public LockTerms {
        endedRuns = List.copyOf(endedRuns);
        requireNonNull(atStart, "atStart is null");
    }

    /** What a run does about locks before anything else. */
    public enum AtStart {
        /** A lock that is in nobody's way is not looked for: each look costs requests. */
        NOTHING,
        /** Removes those that may go, as {@code spec.restic.unlock} asks for. */
        REMOVE_STALE
    }
}
