package backup.holdfast.nfsscaler.decide;

/** What to do with a workload. */
public sealed interface Decision {

    /** Nothing, and why. */
    record Hold(Why why) implements Decision {}

    /** Remember these replicas and take them, both in one. */
    record ScaleToZero(int remember) implements Decision {}

    /** Give back what was taken, and forget it. */
    record Restore(int replicas) implements Decision {}

    /** Somebody else has scaled it up: only forget what was taken. */
    record Forget() implements Decision {}

    /** Why nothing is done. */
    enum Why {
        /** It runs, and may, or nobody knows better. */
        AS_IT_IS,
        /** It is at zero by its owner's wish. */
        ZERO_ANYWAY,
        /** It is at zero by ours, and has to be. */
        HELD,
        /** It may come back, but its volume is being restored. */
        RESTORING,
        /** Somebody scaled it up again, and was answered just now. */
        PUT_BACK,
        /** Another NfsScaler took it. */
        OF_OTHERS,
        /** It is at zero, and nobody can tell what it was before. */
        SPOILT
    }
}
