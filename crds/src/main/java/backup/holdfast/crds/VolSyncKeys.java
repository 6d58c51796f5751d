package backup.holdfast.crds;

/** Annotation and label keys of VolSync that Holdfast honours or sets as VolSync does. */
public final class VolSyncKeys {

    /** Label and its value on everything we create. */
    public static final String CREATED_BY = "app.kubernetes.io/created-by";

    public static final String CREATED_BY_VOLSYNC = "volsync";

    /** Label of an object made for one sync: the owner's UID. Deleted when the sync is over. */
    public static final String CLEANUP = "volsync.backube/cleanup";

    /** Label of a snapshot, any value: let go of it instead of deleting it. */
    public static final String DO_NOT_DELETE = "volsync.backube/do-not-delete";

    /** Prefix of a snapshot's label while the populator uses it; the claim's UID follows. */
    public static final String POPULATOR_CLAIM_PREFIX = "volsync.backube/volpop-pvc-";

    /** Label of the populator's own claim: the claim it is filled for. */
    public static final String POPULATOR_CLAIM_FOR = "volsync.backube/populator-pvc-for";

    /** Annotation of a persistent volume: namespace and name of what it was filled from. */
    public static final String POPULATED_FROM = "volsync.backube/populated-from";

    /** Annotation of a destination claim: the snapshot being taken of it. */
    public static final String SNAPSHOT_NAME = "volsync.backube/snapname";

    /** Annotation of a namespace; {@code true} in any case of letters allows movers with more rights. */
    public static final String PRIVILEGED_MOVERS = "volsync.backube/privileged-movers";

    /** Annotation of a source or destination, any value: the mover pod waits to be looked at. */
    public static final String ENABLE_DEBUG_MOVER = "volsync.backube/enable-debug-mover";

    /** Annotation of a source claim, any value: wait for the user before the point-in-time copy is made. */
    public static final String USE_COPY_TRIGGER = "volsync.backube/use-copy-trigger";

    /** Annotation of a source claim: the user's token. */
    public static final String COPY_TRIGGER = "volsync.backube/copy-trigger";

    /** Annotations of a source claim by which we answer: the token done, the status, and since when we wait (RFC 3339). */
    public static final String LATEST_COPY_TRIGGER = "volsync.backube/latest-copy-trigger";

    public static final String LATEST_COPY_STATUS = "volsync.backube/latest-copy-status";

    public static final String COPY_TRIGGER_WAITING_SINCE = "volsync.backube/latest-copy-trigger-waiting-since";

    /** Values of {@link #LATEST_COPY_STATUS}. */
    public static final String COPY_WAITING_FOR_TRIGGER = "WaitingForTrigger";

    public static final String COPY_IN_PROGRESS = "InProgress";

    public static final String COPY_COMPLETED = "Completed";

    private VolSyncKeys() {}
}
