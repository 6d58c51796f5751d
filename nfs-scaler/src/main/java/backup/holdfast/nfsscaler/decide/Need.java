package backup.holdfast.nfsscaler.decide;

import java.util.Collection;

/** What servers mean for a workload that needs them. */
public enum Need {
    /** It may run. */
    RUN,
    /** It should stay as it is. */
    KEEP,
    /** It must be at zero. */
    ZERO;

    /** Of several servers, all of which it needs: one that is gone is enough, and all must be there. */
    public static Need of(Collection<Need> needs) {
        if (needs.contains(ZERO)) {
            return ZERO;
        }
        return needs.contains(KEEP) ? KEEP : RUN;
    }
}
