package backup.holdfast.nfsscaler.workload;

import java.util.Set;

/** Is told what was done to workloads. May be called by several threads at once. */
public interface WorkloadReports {

    /** @param servers names of the servers it needs */
    void taken(Workload workload, int replicas, Set<String> servers);

    void givenBack(Workload workload, int replicas);

    /**
     * Somebody scaled the workload up while it was held; it was taken again.
     *
     * @param manager who, as far as the API server knows
     */
    void putBack(Workload workload, String manager);

    void failed(Workload workload, String why);
}
