package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.controller.mover.copy.CopyTrigger.Answer;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Provides the point-in-time copies of runs, and removes them. All it knows is at the API server: a run that another controller began
 * goes on with the copy it has.
 */
public final class Copies implements AutoCloseable {
    /** More than there can be without waiting in between. */
    private static final int STEPS = 6;

    private final CopyStore store;
    private final CopyWatch watch;
    private final CopyTriggers triggers;
    private final CopyEvents events;
    private final StorageClasses classes;
    private final Consumer<RunOwner> wake;
    private final Clock clock;
    private final Map<RunId, MoverWait> waits = new ConcurrentHashMap<>();

    private Copies(
            CopyStore store,
            CopyWatch watch,
            CopyEvents events,
            StorageClasses classes,
            Consumer<RunOwner> wake,
            Clock clock) {
        this.store = store;
        this.watch = watch;
        this.triggers = new CopyTriggers(store, watch, events, clock);
        this.events = events;
        this.classes = classes;
        this.wake = wake;
        this.clock = clock;
    }

    /**
     * @param namespaces that are watched; empty means all
     * @param wake told when something about an owner's copy has changed
     */
    public static Copies start(
            KubernetesClient client, Set<String> namespaces, CopyEvents events, Consumer<RunOwner> wake, Clock clock) {
        return new Copies(
                new CopyStore(client),
                CopyWatch.start(client, namespaces, wake, clock),
                events,
                StorageClasses.within(client, namespaces),
                wake,
                clock);
    }

    /**
     * The claim to back up, as soon as there is one; to be asked for again until then. {@link #waitOf} tells what it waits for, if
     * that takes longer than it should.
     *
     * @throws MoverRefusedException when there will be none
     */
    public Optional<PersistentVolumeClaim> provide(CopyRequest request) {
        Answer answer = new CopyTrigger(CopyMarks.annotations(request.source())).ask(clock.instant());
        Optional<PersistentVolumeClaim> copy = Optional.empty();
        CopyStep step = new CopyStep.Await(Optional.empty());
        for (int i = 0; i < STEPS; i++) {
            step = next(request, answer);
            if (!take(request, answer, step)) {
                break;
            }
        }
        if (step instanceof CopyStep.Use use) {
            copy = Optional.of(use.claim());
            note(request, Optional.empty());
        }
        triggers.settle(request);
        return copy;
    }

    private CopyStep next(CopyRequest request, Answer answer) {
        Optional<String> token = answer instanceof Answer.Go go ? Optional.of(go.token()) : Optional.empty();
        CopyStep step = new PointInTimeCopy(request, token, clock.instant()).next(store.look(request));
        boolean cuts = step instanceof CopyStep.TakeSnapshot
                || (step instanceof CopyStep.MakeClaim && request.method() == Method.CLONE);
        return cuts && answer instanceof Answer.Wait wait ? triggers.await(request, wait) : step;
    }

    /** @return whether there may be more to do at once */
    private boolean take(CopyRequest request, Answer answer, CopyStep step) {
        if (step instanceof CopyStep.TakeSnapshot snapshot) {
            classes.requireForSnapshots(snapshot.snapshot().getSpec().volumeSnapshotClassName());
            triggers.begin(request, answer);
            take(request, snapshot.snapshot());
            return true;
        }
        if (step instanceof CopyStep.MakeClaim claim) {
            classes.require(claim.claim().getSpec().getStorageClassName());
            if (request.method() == Method.CLONE) {
                triggers.begin(request, answer);
            }
            make(request, claim.claim());
            return true;
        }
        if (step instanceof CopyStep.Remove remove) {
            store.remove(remove.stale());
            return true;
        }
        if (step instanceof CopyStep.Refuse refuse) {
            throw new MoverRefusedException(refuse.failure(), refuse.message());
        }
        if (step instanceof CopyStep.Await await) {
            note(request, await.why());
        }
        return false;
    }

    private void take(CopyRequest request, VolumeSnapshot snapshot) {
        if (store.create(snapshot)) {
            watch.snapshotsAreServed();
            events.tell(
                    request.owner(),
                    Kind.NORMAL,
                    "VolumeSnapshotCreated",
                    "created VolumeSnapshot " + snapshot.getMetadata().getName() + " of PersistentVolumeClaim "
                            + request.source().getMetadata().getName() + " (" + request.run() + ")");
        }
    }

    private void make(CopyRequest request, PersistentVolumeClaim claim) {
        if (store.create(claim)) {
            events.tell(
                    request.owner(),
                    Kind.NORMAL,
                    "PersistentVolumeClaimCreated",
                    "created PersistentVolumeClaim " + claim.getMetadata().getName() + " from "
                            + claim.getSpec().getDataSource().getKind() + " "
                            + claim.getSpec().getDataSource().getName() + " (" + request.run() + ")");
        }
    }

    private void note(CopyRequest request, Optional<MoverWait> why) {
        MoverWait before = why.isPresent() ? waits.put(request.run(), why.get()) : waits.remove(request.run());
        Optional<Cause> causeBefore = Optional.ofNullable(before).map(MoverWait::cause);
        if (why.isPresent() && !why.map(MoverWait::cause).equals(causeBefore)) {
            wake.accept(request.owner());
        }
    }

    /** What a run's copy waits for, if that is worth a word. */
    public Optional<MoverWait> waitOf(RunId run) {
        return Optional.ofNullable(waits.get(run));
    }

    /** The copy of a run whose volume is still to be made. */
    public Optional<PersistentVolumeClaim> unbound(RunOwner owner, RunId run) {
        return watch.claims(owner.namespace()).stream()
                .filter(claim -> CopyMarks.isOf(owner, run, claim))
                .filter(claim -> claim.getStatus() == null
                        || !"Bound".equals(claim.getStatus().getPhase()))
                .findFirst();
    }

    /** Answers tokens of claims in the namespace whose copies are made by now. */
    public void answerTriggers(RunOwner owner) {
        triggers.settle(owner, Optional.empty());
    }

    /** The runs that have left something behind, as far as was seen. */
    public Set<RunId> leftovers(RunOwner owner) {
        return hasCopies(owner) ? watch.runs(owner) : Set.of();
    }

    /** A destination puts the same marks on what it has restored, and knows itself when that may go. */
    private static boolean hasCopies(RunOwner owner) {
        return ReplicationSource.class.getSimpleName().equals(owner.kind());
    }

    /** Removes what was made for a run; a snapshot that somebody wants to keep is let go. Idempotent. */
    public void cleanUp(RunOwner owner, RunId run) {
        if (!hasCopies(owner)) {
            return;
        }
        waits.remove(run);
        watch.awaitNoMore(owner);
        triggers.settle(owner, Optional.of(run));
        store.claims(owner, run).forEach(store::remove);
        for (VolumeSnapshot snapshot : store.snapshots(owner, run)) {
            if (CopyMarks.isToBeKept(snapshot)) {
                store.letGo(owner, snapshot);
            } else {
                store.remove(snapshot);
            }
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
