package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.Copies;
import backup.holdfast.controller.mover.copy.CopyEvents;
import backup.holdfast.controller.mover.copy.StorageClasses;
import backup.holdfast.controller.resolver.ApiReferences;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Movers as Jobs. A Job is created once for a run and never changed; when its mover has ended it stays, with its pod and its log,
 * until the next run of the same object starts.
 *
 * <p>Needs of the API server, in the namespaces of the sources: {@code jobs} create, get, list, watch, delete; {@code pods} list,
 * watch, delete; {@code persistentvolumeclaims} and {@code volumesnapshots} get, list, watch, create, patch, delete; {@code
 * serviceaccounts} get, create; {@code secrets} get; {@code replicationsources} list; {@code events} list; and {@code namespaces},
 * {@code storageclasses} and {@code volumesnapshotclasses} get.
 */
public final class JobMoverBackend implements MoverBackend, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobMoverBackend.class);

    private final JobCluster cluster;
    private final JobTemplate template;
    private final Copies copies;
    private final MoverSurroundings surroundings;
    private final JobTraces traces;
    private final RunMemory memory;
    private final JobWatch watch;
    private final Clock clock;

    private JobMoverBackend(
            JobMoverOptions options,
            KubernetesClient client,
            StorageClasses classes,
            Copies copies,
            RunMemory memory,
            JobWatch watch,
            Clock clock) {
        this.cluster = new JobCluster(client);
        this.template = new JobTemplate(options);
        this.copies = copies;
        this.surroundings = new MoverSurroundings(client, new ApiReferences(client), classes, copies);
        this.traces = new JobTraces(client);
        this.memory = memory;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * @param namespaces whose movers are watched; empty means all
     * @param events tells about copies
     * @param wake told when something about a mover has changed
     */
    public static JobMoverBackend start(
            JobMoverOptions options,
            KubernetesClient client,
            Set<String> namespaces,
            EventPublisher events,
            Consumer<RunOwner> wake,
            Clock clock) {
        RunMemory memory = new RunMemory();
        Copies copies = Copies.start(client, namespaces, new CopyEvents(events), wake, clock);
        JobWatch watch = JobWatch.start(client, namespaces, memory, wake);
        StorageClasses classes = StorageClasses.within(client, namespaces);
        return new JobMoverBackend(options, client, classes, copies, memory, watch, clock);
    }

    @Override
    public Placement place(RunOwner owner, String claimName) {
        return new Placement(
                new Workspace(MoverVolumes.DATA, MoverVolumes.CACHE, null), Identity.VOLUME_PATH, Optional.empty());
    }

    @Override
    public Path caCertificate(RunOwner owner) {
        return MoverVolumes.CA_CERTIFICATE;
    }

    @Override
    public void look(MoverAssignment assignment) {
        refusing(() -> surroundings
                .prepare(assignment, pod(assignment))
                .map(template::job)
                .ifPresent(cluster::create));
    }

    private static MoverPod pod(MoverAssignment assignment) {
        return assignment
                .pod()
                .orElseThrow(() -> new IllegalArgumentException("an assignment without a pod: " + assignment));
    }

    @Override
    public void start(MoverAssignment assignment) {
        MoverPod pod = pod(assignment);
        RunId run = assignment.plan().runId();
        JobSlot slot = slot(assignment.owner(), run);
        refusing(() -> {
            if (slot instanceof JobSlot.Leftover leftover) {
                cluster.remove(leftover.job());
            }
            if (slot instanceof JobSlot.Free || slot instanceof JobSlot.Leftover) {
                surroundings.prepare(assignment, pod).map(template::job).ifPresent(cluster::create);
            }
        });
    }

    private static void refusing(Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException e) {
            throw Refusals.isRefusal(e)
                    ? new MoverRefusedException(FailureClass.NOT_ADMITTED, Refusals.words(e), e)
                    : e;
        }
    }

    @Override
    public MoverObservation observe(RunOwner owner, RunId run) {
        JobSlot slot = slot(owner, run);
        Optional<Job> job = slot instanceof JobSlot.Ours ours ? Optional.of(ours.job()) : Optional.empty();
        job.ifPresent(it -> memory.sawJob(run));
        JobObserver observer = new JobObserver(run, clock.instant());
        List<Pod> pods = pods(owner, run);
        MoverObservation seen = observer.observe(new JobSight(job, pods, List.of(), memory.history(run)));
        if (seen instanceof MoverObservation.Absent) {
            return slot instanceof JobSlot.Taken taken
                    ? new Blocked(taken.why())
                    : copies.waitOf(run).<MoverObservation>map(Blocked::new).orElse(seen);
        }
        copies.answerTriggers(owner);
        if (seen instanceof Waiting waiting) {
            if (waiting.why().cause() == Cause.NO_POD && job.isPresent()) {
                return observer.observe(
                        new JobSight(job, pods, cluster.troubles(job.get(), "FailedCreate"), memory.history(run)));
            }
            if (waiting.why().cause() == Cause.NODE_LOST) {
                pods.forEach(this::release);
            }
            if (waiting.why().cause() == Cause.UNSCHEDULABLE) {
                return copies.unbound(owner, run)
                        .flatMap(this::unprovisioned)
                        .<MoverObservation>map(Waiting::new)
                        .orElse(seen);
            }
        }
        return seen;
    }

    private Optional<MoverWait> unprovisioned(PersistentVolumeClaim claim) {
        List<String> words = cluster.troubles(claim, "ProvisioningFailed");
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(new MoverWait(
                        Cause.CLAIM_PENDING,
                        "PersistentVolumeClaim " + claim.getMetadata().getName() + ": " + String.join("; ", words)));
    }

    /** The pod gets SIGTERM; its mover lets restic remove its lock, and says that it was cancelled. */
    @Override
    public void cancel(RunOwner owner, RunId run) {
        cluster.pods(owner, run).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !PodObserver.hasEnded(pod))
                .forEach(cluster::remove);
    }

    /** The Job stays, for people who wait for it or read its log; the next run's takes its place. Its copy goes. */
    @Override
    public void cleanUp(RunOwner owner, RunId run) {
        memory.forget(run);
        copies.cleanUp(owner, run);
    }

    @Override
    public Set<RunId> leftovers(RunOwner owner) {
        return copies.leftovers(owner);
    }

    @Override
    public boolean hasTraces(RunOwner owner) {
        return !traces.of(owner).isEmpty();
    }

    @Override
    public void removeTraces(RunOwner owner) {
        traces.of(owner).forEach(traces::remove);
    }

    @Override
    public void dropCache(RunOwner owner) {
        surroundings.dropCache(owner);
    }

    /** Stops watching. Movers go on. */
    @Override
    public void close() {
        copies.close();
        watch.close();
    }

    private JobSlot slot(RunOwner owner, RunId run) {
        JobSlot slot = new JobSlot.Free();
        for (String name : new JobNames(owner).jobs()) {
            Optional<Job> job = cluster.job(owner, name);
            List<Pod> pods = job.flatMap(JobWatch::run)
                    .filter(labelled -> !labelled.equals(run))
                    .map(labelled -> cluster.pods(owner, labelled))
                    .orElse(List.of());
            JobSlot found = JobSlot.of(owner, run, job, pods, clock.instant());
            if (found instanceof JobSlot.Ours) {
                return found;
            }
            slot = found instanceof JobSlot.Free || slot instanceof JobSlot.Taken ? slot : found;
        }
        return slot;
    }

    /** The run's, and the one that was seen to end and is gone. */
    private List<Pod> pods(RunOwner owner, RunId run) {
        List<Pod> pods = new ArrayList<>(cluster.pods(owner, run));
        memory.ended(run)
                .filter(ended -> pods.stream()
                        .noneMatch(pod -> pod.getMetadata()
                                .getUid()
                                .equals(ended.getMetadata().getUid())))
                .ifPresent(pods::add);
        return pods;
    }

    /**
     * A node that can't find the container of a pod has said its last word about it, and nobody else would remove that pod. One whose
     * node is silent stays: its mover may live.
     */
    private void release(Pod pod) {
        if (PodObserver.hasLostContainer(pod) && pod.getMetadata().getDeletionTimestamp() == null) {
            log.atWarn()
                    .addKeyValue("namespace", pod.getMetadata().getNamespace())
                    .addKeyValue("pod", pod.getMetadata().getName())
                    .log("removing the pod of a mover whose node can't find its container");
            cluster.remove(pod);
        }
    }
}
