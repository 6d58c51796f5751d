package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;

/** One way to sync the volume into the repository. Each writes under a host name of its own, so that none disturbs another's history. */
interface Contender {

    String name();

    /** restic's host of its snapshots. */
    String host();

    /**
     * Makes all as it is when nobody but this contender has used the repository since its last sync. Not measured. Only the mover
     * remembers anything about the repository beside restic's cache.
     */
    default void settle() {
        // Most remember nothing.
    }

    /** One whole sync. Throws {@link BenchException} when it fails. */
    Cost sync();
}
