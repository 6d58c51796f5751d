package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.Hold;
import backup.holdfast.crds.ReplicaMemory;
import backup.holdfast.crds.ReplicaMemory.Nothing;
import backup.holdfast.crds.ReplicaMemory.Remembered;
import backup.holdfast.nfsscaler.decide.Decision;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.decide.WorkloadDecider;
import backup.holdfast.nfsscaler.decide.WorkloadFacts;
import backup.holdfast.nfsscaler.decide.WorkloadFacts.Taken;
import backup.holdfast.nfsscaler.workload.ClusterReader.Snapshot;
import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import backup.holdfast.nfsscaler.workload.WorkloadKind.Means;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Brings the workloads of one NfsScaler to where their servers want them, in passes: reads all, decides for each, acts. */
public final class WorkloadScaler {

    private final ClusterReader reader;
    private final WorkloadWriter writer;
    private final Executor threads;
    private final LaterReports reports;
    private final WorkloadSteps steps;

    /** @param threads on which workloads are taken, several at once: hung mounts wait for nobody */
    public WorkloadScaler(KubernetesClient client, WorkloadReports reports, Executor threads) {
        this.reader = new ClusterReader(client);
        this.writer = new WorkloadWriter(client);
        this.threads = requireNonNull(threads, "threads is null");
        this.reports = new LaterReports(reports);
        this.steps = new WorkloadSteps(writer, new AutoscalerWriter(client), this.reports);
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException when what there is cannot be read */
    public PassReport pass(PassRequest request) {
        try {
            return act(request);
        } finally {
            reports.tell(threads);
        }
    }

    private PassReport act(PassRequest request) {
        Snapshot snapshot = reader.read(request.settings().selection());
        Dependencies dependencies = new Dependencies(
                request.settings().selection(), request.servers(), request.addressesOf(), snapshot.volumes());
        List<CompletableFuture<Outcome>> taking = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<Step> others = new ArrayList<>();
        for (Workload found : snapshot.workloads()) {
            Set<String> servers = dependencies.of(found);
            Taken taken = taken(found, request);
            if (servers.isEmpty() && taken.by() != WorkloadFacts.Who.US) {
                continue;
            }
            Optional<String> exempt = Exemptions.of(found, request.settings().selection());
            if (exempt.isPresent() && taken.by() != WorkloadFacts.Who.US) {
                outcomes.add(Outcome.of(found, servers, Standing.LEFT, exempt.get()));
                continue;
            }
            Workload workload =
                    found.kind().means() == Means.SCALE ? found.withReplicas(writer.replicas(found)) : found;
            Step step = new Step(
                    workload,
                    servers,
                    snapshot.autoscalers().stream()
                            .filter(it -> it.scales(workload))
                            .toList(),
                    taken,
                    decide(workload, taken, need(servers, exempt, request), request));
            if (step.decision() instanceof Decision.ScaleToZero) {
                taking.add(CompletableFuture.supplyAsync(() -> steps.take(step, request), threads));
            } else {
                others.add(step);
            }
        }
        taking.forEach(it -> outcomes.add(it.join()));
        others.sort(Comparator.comparing(step -> step.workload().toString()));
        others.forEach(step -> outcomes.add(steps.run(step, request)));
        outcomes.sort(Comparator.comparing(Outcome::standing)
                .thenComparing(it -> it.workload().toString()));
        return new PassReport(outcomes, again(outcomes, request));
    }

    private static Need need(Set<String> servers, Optional<String> exempt, PassRequest request) {
        if (exempt.isPresent()) {
            // Left alone from now on: so it gets back what it had.
            return Need.RUN;
        }
        return servers.isEmpty() ? request.needOfNone() : request.need(servers);
    }

    private static Taken taken(Workload workload, PassRequest request) {
        ReplicaMemory.Reading reading = ReplicaMemory.on(workload.object());
        if (reading instanceof Nothing) {
            return Taken.NOTHING;
        }
        if (reading instanceof Remembered remembered
                && remembered.memory().uid().equals(workload.uid())) {
            ReplicaMemory memory = remembered.memory();
            return memory.scaler().equals(request.settings().name())
                    ? Taken.ours(memory.replicas())
                    : Taken.theirs(memory.replicas());
        }
        return Taken.UNREADABLE;
    }

    private static Decision decide(Workload workload, Taken taken, Need need, PassRequest request) {
        boolean answered = request.memory()
                .answered(workload.uid(), request.settings().probes().interval(), request.now());
        return WorkloadDecider.decide(
                new WorkloadFacts(
                        workload.replicas(), taken, Hold.on(workload.object()).isPresent(), answered),
                need);
    }

    /** What waits for its batch, for a restore to end, or for a second try. */
    private static Optional<Instant> again(List<Outcome> outcomes, PassRequest request) {
        boolean open =
                outcomes.stream().anyMatch(it -> it.standing() == Standing.WAITING || it.standing() == Standing.FAILED);
        return open ? Optional.of(request.now().plus(request.settings().pace().every())) : Optional.empty();
    }

    /** A workload, what belongs to it, and what was decided. */
    record Step(Workload workload, Set<String> servers, List<Autoscaler> autoscalers, Taken taken, Decision decision) {}
}
