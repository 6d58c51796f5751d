package backup.holdfast.crds;

/** The types of conditions in the status of a source or destination. */
public final class ConditionTypes {

    /** The spec of this generation is accepted and its references resolve; True while running, queued, held or paused too. */
    public static final String READY = "Ready";

    /** True only until the first verdict on a generation. */
    public static final String RECONCILING = "Reconciling";

    /** True for what only a person can change. */
    public static final String STALLED = "Stalled";

    /** The fate of a source's last run. No GitOps tool waits for it: a dead NAS must not block deployments. */
    public static final String BACKUP_HEALTHY = "BackupHealthy";

    /** The fate of a destination's last run. */
    public static final String RESTORE_HEALTHY = "RestoreHealthy";

    /** False while nothing is forgotten, with the reason and the way out. */
    public static final String RETENTION_ACTIVE = "RetentionActive";

    /** VolSync's only condition, with VolSync's reasons. */
    public static final String SYNCHRONIZING = "Synchronizing";

    private ConditionTypes() {}
}
