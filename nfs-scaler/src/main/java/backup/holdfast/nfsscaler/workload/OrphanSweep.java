package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.Hold;
import backup.holdfast.crds.ReplicaMemory;
import backup.holdfast.crds.ReplicaMemory.Remembered;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back what an NfsScaler took that exists no more. NfsScalers have no finalizer, so that they can be deleted while nobody runs; the
 * workloads themselves know what they are owed.
 */
public final class OrphanSweep {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

    private final ClusterReader reader;
    private final WorkloadWriter writer;
    private final AutoscalerWriter autoscalers;
    private final WorkloadReports reports;

    public OrphanSweep(KubernetesClient client, WorkloadReports reports) {
        this.reader = new ClusterReader(client);
        this.writer = new WorkloadWriter(client);
        this.autoscalers = new AutoscalerWriter(client);
        this.reports = requireNonNull(reports, "reports is null");
    }

    /**
     * Gives back to at most so many workloads.
     *
     * @param exists whether an NfsScaler of this name exists
     * @return whether there may be more
     * @throws KubernetesClientException when what there is cannot be read
     */
    public boolean run(Predicate<String> exists, int most) {
        int done = 0;
        boolean open = false;
        List<Autoscaler> sleeping = List.of();
        for (Workload workload : reader.workloads(List.of())) {
            Optional<ReplicaMemory> memory =
                    memory(workload.object(), workload.uid()).filter(it -> !exists.test(it.scaler()));
            if (memory.isEmpty()) {
                continue;
            }
            if (done == 0) {
                sleeping = reader.autoscalers();
            }
            if (done == most || Hold.on(workload.object()).isPresent()) {
                open = true;
                continue;
            }
            done++;
            open |= !giveBack(workload, memory.get(), sleeping);
        }
        return open;
    }

    private boolean giveBack(Workload workload, ReplicaMemory memory, List<Autoscaler> sleeping) {
        try {
            for (Autoscaler autoscaler : sleeping) {
                if (autoscaler.scales(workload)
                        && memory(
                                        autoscaler.object(),
                                        autoscaler.object().getMetadata().getUid())
                                .filter(it -> it.scaler().equals(memory.scaler()))
                                .isPresent()) {
                    autoscalers.resume(autoscaler);
                }
            }
            if (workload.replicas() > 0) {
                writer.forget(workload);
            } else {
                writer.giveBack(workload, memory.replicas());
                reports.givenBack(workload, memory.replicas());
            }
            return true;
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("workload", workload).log("cannot give back: {}", e.getMessage());
            return false;
        }
    }

    private static Optional<ReplicaMemory> memory(HasMetadata object, String uid) {
        return ReplicaMemory.on(object) instanceof Remembered remembered
                        && remembered.memory().uid().equals(uid)
                ? Optional.of(remembered.memory())
                : Optional.empty();
    }
}
