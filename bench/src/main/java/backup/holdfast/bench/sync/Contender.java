package backup.holdfast.bench.sync;

/** One way to sync the volume into the repository. Each writes under a host name of its own, so that none disturbs another's history. */
interface Contender {

    String name();

    /** restic's host of its snapshots. */
    String host();

    /** One whole sync. Throws {@link BenchException} when it fails. */
    Cost sync();
}
