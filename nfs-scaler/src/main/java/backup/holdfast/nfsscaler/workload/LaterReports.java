package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Keeps reports back until they are asked for: while a server is dying, no workload waits for the Event about another. */
final class LaterReports implements WorkloadReports {

    private final WorkloadReports reports;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    LaterReports(WorkloadReports reports) {
        this.reports = requireNonNull(reports, "reports is null");
    }

    /** Has all that waits told by these threads. */
    void tell(Executor threads) {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            threads.execute(next);
        }
    }

    @Override
    public void taken(Workload workload, int replicas, Set<String> servers) {
        waiting.add(() -> reports.taken(workload, replicas, servers));
    }

    @Override
    public void givenBack(Workload workload, int replicas) {
        waiting.add(() -> reports.givenBack(workload, replicas));
    }

    @Override
    public void putBack(Workload workload, String manager) {
        waiting.add(() -> reports.putBack(workload, manager));
    }

    @Override
    public void failed(Workload workload, String why) {
        waiting.add(() -> reports.failed(workload, why));
    }
}
