package backup.holdfast.nfsscaler.decide;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a decision about a workload hangs on.
 *
 * @param replicas wanted of it now; of a CronJob 1, or 0 when it is suspended
 * @param taken what its annotation says
 * @param restoring whether a restore holds it: then nobody scales it up
 * @param answered whether it was taken back to zero within this interval already
 */
public record WorkloadFacts(int replicas, Taken taken, boolean restoring, boolean answered) {

    public WorkloadFacts {
        requireNonNull(taken, "taken is null");
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas is negative: " + replicas);
        }
    }

    /**
     * What was taken from a workload before.
     *
     * @param by who took it
     * @param replicas how many; of ours and theirs only
     */
    public record Taken(Who by, Optional<Integer> replicas) {

        public static final Taken NOTHING = new Taken(Who.NOBODY, Optional.empty());

        /** The annotation cannot be read, or is of another workload of that name. */
        public static final Taken UNREADABLE = new Taken(Who.UNREADABLE, Optional.empty());

        public Taken {
            requireNonNull(by, "by is null");
            requireNonNull(replicas, "replicas is null");
        }

        public static Taken ours(int replicas) {
            return new Taken(Who.US, Optional.of(replicas));
        }

        /** By another NfsScaler. */
        public static Taken theirs(int replicas) {
            return new Taken(Who.OTHERS, Optional.of(replicas));
        }
    }

    /** Who took something. */
    public enum Who {
        NOBODY,
        US,
        OTHERS,
        UNREADABLE
    }
}
