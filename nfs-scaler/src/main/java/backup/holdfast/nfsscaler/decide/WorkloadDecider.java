package backup.holdfast.nfsscaler.decide;

import backup.holdfast.nfsscaler.decide.Decision.Forget;
import backup.holdfast.nfsscaler.decide.Decision.Hold;
import backup.holdfast.nfsscaler.decide.Decision.Restore;
import backup.holdfast.nfsscaler.decide.Decision.ScaleToZero;
import backup.holdfast.nfsscaler.decide.Decision.Why;
import backup.holdfast.nfsscaler.decide.WorkloadFacts.Who;

/** Decides what to do with one workload. Gives back exactly what it took last, and only where it took something. */
public final class WorkloadDecider {

    private WorkloadDecider() {}

    public static Decision decide(WorkloadFacts workload, Need need) {
        if (workload.taken().by() == Who.OTHERS) {
            return new Hold(Why.OF_OTHERS);
        }
        return workload.replicas() > 0 ? running(workload, need) : atZero(workload, need);
    }

    private static Decision running(WorkloadFacts workload, Need need) {
        Who by = workload.taken().by();
        return switch (need) {
            case KEEP -> new Hold(Why.AS_IT_IS);
            case RUN -> by == Who.NOBODY ? new Hold(Why.AS_IT_IS) : new Forget();
            // What somebody put back meanwhile is the newer wish, so it is what is remembered.
            case ZERO ->
                by == Who.US && workload.answered() ? new Hold(Why.PUT_BACK) : new ScaleToZero(workload.replicas());
        };
    }

    private static Decision atZero(WorkloadFacts workload, Need need) {
        return switch (workload.taken().by()) {
            case NOBODY, OTHERS -> new Hold(Why.ZERO_ANYWAY);
            case UNREADABLE -> new Hold(Why.SPOILT);
            case US -> ours(workload, need);
        };
    }

    private static Decision ours(WorkloadFacts workload, Need need) {
        return switch (need) {
            case KEEP, ZERO -> new Hold(Why.HELD);
            case RUN ->
                workload.restoring()
                        ? new Hold(Why.RESTORING)
                        : new Restore(workload.taken().replicas().orElseThrow());
        };
    }
}
