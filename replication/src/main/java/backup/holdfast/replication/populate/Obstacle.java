package backup.holdfast.replication.populate;

/** What a claim that is to be filled waits for. Its Event has VolSync's reason where VolSync has one. */
public enum Obstacle {
    DESTINATION_MISSING("VolSyncPopulatorReplicationDestinationMissing", Tell.WARNING),
    DESTINATION_PAUSED("VolSyncPopulatorPaused", Tell.WARNING),
    DESTINATION_UNUSABLE("VolSyncPopulatorError", Tell.WARNING),
    IMAGE_MISSING("VolSyncPopulatorReplicationDestinationNoLatestImage", Tell.WARNING),
    IMAGE_NOT_READY("VolSyncPopulatorWaiting", Tell.NORMAL),
    OWN_RESTORE("VolSyncPopulatorWaiting", Tell.NORMAL),
    CLASS_MISSING("VolSyncPopulatorError", Tell.WARNING),
    CLASS_IN_TREE("VolSyncPopulatorError", Tell.WARNING),
    BLOCK_DEVICE("VolSyncPopulatorError", Tell.WARNING),
    /** Kubernetes says so itself: {@code WaitForFirstConsumer}. */
    NO_CONSUMER("VolSyncPopulatorWaiting", Tell.NOBODY),
    PRIME_TAKEN("VolSyncPopulatorPVCCreationError", Tell.WARNING),
    PRIME_GOING("VolSyncPopulatorWaiting", Tell.NOBODY),
    PROVISIONING("VolSyncPopulatorWaiting", Tell.NOBODY),
    NOT_PROVISIONED("PersistentVolumeClaimNotBound", Tell.WARNING),
    /** For other restores. */
    QUEUED("VolSyncPopulatorWaiting", Tell.NORMAL),
    MOVER_AT_WORK("VolSyncPopulatorWaiting", Tell.NOBODY),
    MOVER_WAITS("MoverWaiting", Tell.WARNING),
    /** The failure was told when it happened. */
    BACK_OFF("VolSyncPopulatorWaiting", Tell.NOBODY),
    IN_USE("VolSyncPopulatorWaiting", Tell.NORMAL),
    /** Takes some seconds, always. */
    ATTACHED("VolSyncPopulatorWaiting", Tell.NORMAL),
    MISFIT("VolSyncPopulatorError", Tell.WARNING),
    BINDING("VolSyncPopulatorWaiting", Tell.NOBODY);

    private final String reason;
    private final Tell tell;

    Obstacle(String reason, Tell tell) {
        this.reason = reason;
        this.tell = tell;
    }

    /** The reason of the Event. */
    public String reason() {
        return reason;
    }

    public Tell tell() {
        return tell;
    }

    /** How loudly it is said on the claim. */
    public enum Tell {
        NOBODY,
        NORMAL,
        WARNING
    }
}
