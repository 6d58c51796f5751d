package backup.holdfast.crds;

/** Keys of our own annotations and labels. What each means is said by whoever reads it; here is where it stands. */
public final class HoldfastKeys {

    /** Annotation of a source or destination: a new token asks for one run. */
    public static final String REQUESTED_AT = "holdfast.backup/requestedAt";

    /** Annotation of a source: a new token has its next run tell what retention would remove, instead of removing it. */
    public static final String PREVIEW_RETENTION = "holdfast.backup/previewRetention";

    /** What annotations of a source begin with that ask about its repository: see {@link LookRequest}. */
    public static final String LOOK = "look.holdfast.backup/";

    /** Annotation of a source or destination: which Holdfast owns it. Absent: the default one. */
    public static final String CLASS = "holdfast.backup/class";

    /** Annotation of a claim: see {@link RestoreMark}. */
    public static final String RESTORE = "holdfast.backup/restore";

    /** Annotation of a claim: a restore found no snapshot and was told to go on. Its value is the run id. */
    public static final String RESTORED_EMPTY = "holdfast.backup/restored-empty";

    /** Annotation of a claim with copy triggers: since when a copy was made for a token that other sources' copies are made for, and it. */
    public static final String COPY_SERVED = "holdfast.backup/copy-served";

    /** Annotation of a workload: see {@link Hold}. */
    public static final String HOLD = "holdfast.backup/hold";

    /**
     * Annotation of what a restore by command suspended, and label of all it made: the run. Whatever carries the annotation was changed by
     * that run, whose record knows what it was before.
     */
    public static final String RESTORE_RUN = "holdfast.backup/restore-run";

    /** Annotation of a workload: see {@link ReplicaMemory}. */
    public static final String NFS_SCALED = "holdfast.backup/nfs-scaled";

    /** Annotation of a resource definition: see {@link RequiredFields#SCHEMA}. */
    public static final String SCHEMA = "holdfast.backup/schema";

    /** Annotation of the lease by which replicas choose a leader: where the movers of its holder can be seen from. */
    public static final String MOVERS = "holdfast.backup/movers";

    /** Label of everything made for a run. */
    public static final String RUN = "holdfast.backup/run";

    /** Annotation of a mover's Job and pod: kind, name and UID of the object it works for. */
    public static final String OWNER = "holdfast.backup/owner";

    private HoldfastKeys() {}
}
