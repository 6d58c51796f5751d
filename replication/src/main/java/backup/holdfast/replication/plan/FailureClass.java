package backup.holdfast.replication.plan;

/**
 * Why a run, or a spec, failed: classified once, then used for the retry, the condition, the metric label and the alert. The
 * sentence is fixed, so that a condition does not change with every attempt; what restic printed goes to Events and logs.
 */
public enum FailureClass {
    // The repository
    REPOSITORY_MISSING(
            "RepositoryMissing",
            Retry.NEEDS_CHANGE,
            "No restic repository answers at the configured address although one is expected there. Check RESTIC_REPOSITORY in"
                    + " the Secret; to start a new, empty repository there on purpose set spec.restic.createRepository."),
    CONFIG_MISSING(
            "ConfigMissing",
            Retry.NEEDS_CHANGE,
            "Part of a restic repository lies at the configured address, but its file config is missing or empty, so nothing can"
                    + " open it. Bring config back from the bucket's older versions or from a copy, or use another address; nothing"
                    + " was created or removed."),
    BUCKET_MISSING(
            "BucketMissing",
            Retry.BACK_OFF,
            "The bucket does not exist. Check RESTIC_REPOSITORY in the Secret, or create the bucket."),
    UNREACHABLE(
            "Unreachable",
            Retry.BACK_OFF,
            "The repository's storage does not answer. Check that the endpoint runs and can be reached from the mover; the run is"
                    + " retried."),
    TLS_FAILED(
            "TLSFailed",
            Retry.BACK_OFF_OR_CHANGE,
            "The storage's certificate is not trusted, or it does not speak TLS on that port. Check http/https in"
                    + " RESTIC_REPOSITORY, or give the CA in spec.restic.customCA."),
    WRONG_PASSWORD(
            "WrongPassword",
            Retry.NEEDS_CHANGE,
            "RESTIC_PASSWORD does not open the repository. Correct the Secret; nothing was written."),
    ACCESS_DENIED(
            "AccessDenied",
            Retry.BACK_OFF_OR_CHANGE,
            "The storage refuses the credentials. Check the keys in the Secret and what they are allowed to do."),
    WRONG_REGION(
            "WrongRegion",
            Retry.NEEDS_CHANGE,
            "The storage expects another region. Set AWS_DEFAULT_REGION in the Secret (Garage: its s3_region, often \"garage\")."),
    CLOCK_SKEW(
            "ClockSkew",
            Retry.BACK_OFF,
            "The clocks of the node and the storage differ too much. Mend time synchronisation; nothing was forgotten."),
    LOCKED(
            "Locked",
            Retry.BACK_OFF,
            "The repository is locked by a process that may be alive. The Event names the holder; the run is retried."),
    REPOSITORY_DAMAGED(
            "RepositoryDamaged",
            Retry.BACK_OFF,
            "restic found damaged or missing data in the repository. Run `restic check`, and `restic repair index` if it names the"
                    + " index; nothing is forgotten or pruned until it passes."),
    REPOSITORY_FORMAT(
            "RepositoryFormat",
            Retry.NEEDS_CHANGE,
            "The repository has a format this restic cannot use. Upgrade it with `restic migrate upgrade_repo_v2`, or use a newer"
                    + " mover image."),
    INVALID_REPOSITORY(
            "InvalidRepository",
            Retry.NEEDS_CHANGE,
            "RESTIC_REPOSITORY is not an address restic understands. Example: s3:https://minio.example:9000/bucket/app."),
    NO_SPACE(
            "NoSpace",
            Retry.BACK_OFF,
            "A disk is full: the repository, the cache or the temporary folder. The Event says which; make room or raise"
                    + " cacheCapacity."),

    // The volume
    PARTIAL_READ(
            "PartialRead",
            Retry.NEXT_SLOT,
            "Some files could not be read; the snapshot holds all others and is kept. Set moverSecurityContext to a user that can"
                    + " read them, exclude them, or accept it with onPartialRead: Accept."),
    SOURCE_MISSING(
            "SourceMissing",
            Retry.BACK_OFF,
            "The volume to back up does not exist. Check spec.sourcePVC; the run starts when it appears."),
    SOURCE_UNREADABLE(
            "SourceUnreadable",
            Retry.BACK_OFF,
            "The mover may not list the root folder of the volume, so nothing was saved. Set moverSecurityContext to its owner, or"
                    + " to a group that may read it."),
    VOLUME_IN_USE(
            "VolumeInUse",
            Retry.BACK_OFF,
            "The volume lets in one pod at a time (ReadWriteOncePod), and another pod uses it. Back up a copy of it with"
                    + " copyMethod: Snapshot or Clone, or stop that pod; the run is retried."),
    SNAPSHOT_FAILED(
            "SnapshotFailed",
            Retry.BACK_OFF,
            "The cluster could not take a VolumeSnapshot of the volume. The Event has the snapshotter's words; mend the storage, or"
                    + " use copyMethod: Clone or Direct. The run is retried."),
    SNAPSHOT_CLASS_MISSING(
            "SnapshotClassMissing",
            Retry.BACK_OFF,
            "The VolumeSnapshotClass in spec.restic.volumeSnapshotClassName does not exist, or the cluster has no VolumeSnapshots"
                    + " at all. Create it, install a CSI snapshot controller, or use copyMethod: Clone or Direct; the run is"
                    + " retried."),
    STORAGE_CLASS_MISSING(
            "StorageClassMissing",
            Retry.BACK_OFF,
            "A StorageClass the mover's volumes ask for does not exist. Create it, or correct spec.restic.storageClassName or"
                    + " cacheStorageClassName; the run is retried."),
    SNAPSHOT_NOT_FOUND(
            "SnapshotNotFound",
            Retry.NEEDS_CHANGE,
            "The repository holds no snapshot that matches what was asked for. The Event lists what exists."),
    SNAPSHOT_AWAITED(
            "SnapshotAwaited",
            Retry.BACK_OFF,
            "The repository holds no snapshot to restore yet. It is looked for again until spec.restic.missingSnapshotWait has"
                    + " passed; then onMissingSnapshot decides."),
    DESTINATION_MISSING(
            "DestinationMissing",
            Retry.BACK_OFF,
            "The volume to restore into does not exist, or is being removed. Check spec.restic.destinationPVC; the restore starts"
                    + " when it is there."),
    DESTINATION_READ_ONLY(
            "DestinationReadOnly",
            Retry.BACK_OFF,
            "The mover may not write to the volume to restore into, so nothing was restored. Check that it is not mounted read-only,"
                    + " and set moverSecurityContext to its owner."),
    DESTINATION_TOO_SMALL(
            "DestinationTooSmall",
            Retry.NEEDS_CHANGE,
            "The volume to restore into is smaller than the snapshot, so nothing was restored. Use a larger volume; the Event has"
                    + " both sizes."),
    NO_SAFETY_COPY(
            "NoSafetyCopy",
            Retry.NEEDS_CHANGE,
            "The volume could not be saved before the restore, so nothing was restored. The Event says why; correct that, or set"
                    + " safetyCopy: Never."),
    RESTORE_INCOMPLETE(
            "RestoreIncomplete",
            Retry.BACK_OFF,
            "Some files could not be restored. The Event names them; the volume is marked and not offered as good."),

    // The run
    KILLED(
            "Killed",
            Retry.BACK_OFF,
            "The mover was killed before it could finish (eviction, node loss, or memory). The run is retried; what was uploaded is"
                    + " used again."),
    OUT_OF_MEMORY(
            "OutOfMemory",
            Retry.BACK_OFF,
            "The mover ran out of memory. Raise spec.restic.moverResources.limits.memory."),
    NOT_ADMITTED(
            "NotAdmitted",
            Retry.BACK_OFF,
            "The cluster refuses an object the mover needs: a quota, an admission policy, or a right Holdfast lacks. The Event has"
                    + " its words; the run is retried."),
    CANCELLED("Cancelled", Retry.BACK_OFF, "The run was stopped on request, with nothing left behind. It is retried."),
    DEADLINE_EXCEEDED(
            "DeadlineExceeded",
            Retry.BACK_OFF,
            "The run took longer than spec.restic.timeout. What was uploaded is used again by the next run; raise the timeout if"
                    + " the volume is large."),
    NO_PROGRESS(
            "NoProgress",
            Retry.BACK_OFF,
            "restic made no progress for an hour and was stopped. Look for a hanging volume or a hanging storage."),
    RESTIC_UNUSABLE(
            "ResticUnusable",
            Retry.NEEDS_CHANGE,
            "No restic of at least 0.17.1 can be run. Use the Holdfast image, or put one on the PATH."),
    // Also what a class is read as that a newer Holdfast has written.
    UNKNOWN(
            "Unknown",
            Retry.BACK_OFF,
            "The run failed for a reason Holdfast does not know. The Event and the mover's log have restic's words."),

    // The spec and what it refers to
    SECRET_MISSING(
            "SecretMissing",
            Retry.NEEDS_CHANGE,
            "The Secret named in spec.restic.repository does not exist. Create it; the sync starts when it is there."),
    SECRET_INCOMPLETE(
            "SecretIncomplete",
            Retry.NEEDS_CHANGE,
            "The repository's Secret lacks a key or has an empty one. Set RESTIC_REPOSITORY and RESTIC_PASSWORD in it."),
    CUSTOM_CA_UNUSABLE(
            "CustomCAUnusable",
            Retry.NEEDS_CHANGE,
            "What spec.restic.customCA names does not exist or holds no certificate. Create what the condition names;"
                    + " the sync starts when it is there."),
    INVALID_SPEC(
            "InvalidSpec",
            Retry.NEEDS_CHANGE,
            "The spec can't work as it is written. Correct the field the condition names."),
    SCHEMA_OUTDATED(
            "SchemaOutdated",
            Retry.NEEDS_CHANGE,
            "The resource definitions in the cluster are VolSync's, or older than this Holdfast, and drop fields that keep data"
                    + " safe. Apply those that come with it; it goes on by itself.");

    /** When a failed sync is tried again. */
    public enum Retry {
        /** With growing pauses; a schedule never past its next slot. */
        BACK_OFF,
        /** The same, but sooner when the spec or what it refers to changes: it may mend itself, and a person can. */
        BACK_OFF_OR_CHANGE,
        /** Trying again at once would change nothing: the next slot as usual. */
        NEXT_SLOT,
        /** A person has to change something first; looked at again when it changes, and at the next slot. */
        NEEDS_CHANGE
    }

    private final String label;
    private final Retry retry;
    private final String sentence;

    FailureClass(String label, Retry retry, String sentence) {
        this.label = label;
        this.retry = retry;
        this.sentence = sentence;
    }

    /** The CamelCase name used as condition reason and as the value of the metric label {@code class}. */
    public String label() {
        return label;
    }

    public Retry retry() {
        return retry;
    }

    /** What happened and what to do, the same words every time. */
    public String sentence() {
        return sentence;
    }

    /** The class of a label; {@link #UNKNOWN} for one that a newer Holdfast may have written. */
    public static FailureClass ofLabel(String label) {
        for (FailureClass failure : values()) {
            if (failure.label.equals(label)) {
                return failure;
            }
        }
        return UNKNOWN;
    }
}
