package backup.holdfast.nfsscaler.decide;

/** What one probe says about its server, as far as workloads are concerned. */
public enum Finding {
    /** It lives. */
    ALIVE,
    /** It is gone. */
    DEAD,
    /** The probe says nothing about the server. Counts neither for nor against it, and ends a row of either. */
    UNCLEAR
}
