package backup.holdfast.crds;

/**
 * Reasons of conditions that others match on. The health of a run has its failure class as reason, which the module that
 * classifies failures names.
 */
public final class ConditionReasons {

    /** VolSync's reasons for {@link ConditionTypes#SYNCHRONIZING}. */
    public static final String SYNC_IN_PROGRESS = "SyncInProgress";

    public static final String WAITING_FOR_SCHEDULE = "WaitingForSchedule";

    public static final String WAITING_FOR_MANUAL = "WaitingForManual";

    public static final String CLEANING_UP = "CleaningUp";

    public static final String ERROR = "Error";

    /** The definitions in the cluster lack our safety fields: see {@link RequiredFields}. */
    public static final String SCHEMA_OUTDATED = "SchemaOutdated";

    /** Two sources write to one repository under one identity, so that neither may forget. */
    public static final String SHARED_IDENTITY = "SharedIdentity";

    /** A repository that held history is not where it was. */
    public static final String REPOSITORY_MISSING = "RepositoryMissing";

    private ConditionReasons() {}
}
