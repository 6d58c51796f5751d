package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.CopyTrigger.Answer;
import backup.holdfast.controller.mover.copy.CopyTrigger.Copy;
import backup.holdfast.controller.mover.copy.CopyTrigger.Copy.State;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.snapshot.VolumeSnapshotStatus;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks for the word to copy, and says when a copy is made: see {@link CopyTrigger}. */
final class CopyTriggers {
    private final CopyStore store;
    private final CopyWatch watch;
    private final CopyEvents events;
    private final Clock clock;

    CopyTriggers(CopyStore store, CopyWatch watch, CopyEvents events, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.events = events;
        this.clock = clock;
    }

    CopyStep.Await await(CopyRequest request, Answer.Wait wait) {
        String claim = request.source().getMetadata().getName();
        watch.await(request.owner(), claim);
        store.annotate(request.source(), wait.patch());
        String detail =
                "PersistentVolumeClaim " + claim + " has no new value of annotation " + VolSyncKeys.COPY_TRIGGER;
        return switch (wait.patience()) {
            case GIVEN -> CopyStep.Await.because(Cause.COPY_TRIGGER, detail);
            case OVER -> CopyStep.Await.because(Cause.COPY_TRIGGER_LATE, detail);
        };
    }

    /** Says that the word was heard, before anything is made. */
    void begin(CopyRequest request, Answer answer) {
        if (answer instanceof Answer.Go go) {
            watch.awaitNoMore(request.owner());
            if (!go.patch().isEmpty()) {
                store.annotate(request.source(), go.patch());
                tell(request.owner(), "SrcPVCCopyTriggerReceived", request.source(), "is copied for " + go.token());
            }
        }
    }

    /** As far as the claim that is copied is concerned. */
    void settle(CopyRequest request) {
        if (CopyTrigger.isUsed(CopyMarks.annotations(request.source()))) {
            settle(request.owner(), request.source().getMetadata().getName(), Optional.empty());
        }
    }

    /** @param ending the run of the owner that is over, if one is: what it has not done it will not do */
    void settle(RunOwner owner, Optional<RunId> ending) {
        watch.claims(owner.namespace()).stream()
                .filter(claim -> CopyTrigger.isUsed(CopyMarks.annotations(claim))
                        && CopyTrigger.isOpen(CopyMarks.annotations(claim)))
                .forEach(claim -> settle(owner, claim.getMetadata().getName(), ending));
    }

    private void settle(RunOwner owner, String name, Optional<RunId> ending) {
        Optional<PersistentVolumeClaim> claim = store.claim(owner.namespace(), name);
        if (claim.isEmpty()) {
            return;
        }
        List<Copy> copies = new ArrayList<>();
        Set<RunId> served = new HashSet<>(ending.stream().toList());
        for (VolumeSnapshot snapshot : store.snapshots(owner.namespace())) {
            if (name.equals(snapshot.getSpec().source().persistentVolumeClaimName())) {
                add(snapshot, isCut(snapshot.getStatus()), ending, copies, served);
            }
        }
        for (PersistentVolumeClaim copy : store.claims(owner.namespace())) {
            if (isCloneOf(copy, name)) {
                add(copy, isBound(copy), ending, copies, served);
            }
        }
        int waiting = (int) store.sources(owner.namespace()).stream()
                .filter(source -> name.equals(source.getSpec().sourcePVC()) && isCopied(source))
                .flatMap(source -> run(source).stream())
                .filter(run -> !served.contains(run))
                .count();
        Map<String, @Nullable String> patch =
                new CopyTrigger(CopyMarks.annotations(claim.get())).settle(copies, waiting, clock.instant());
        store.annotate(claim.get(), patch);
        if (patch.containsKey(VolSyncKeys.LATEST_COPY_TRIGGER)) {
            tell(
                    owner,
                    "SrcPVCCopyUsingCopyTriggerCompleted",
                    claim.get(),
                    "may change again: it is copied for " + patch.get(VolSyncKeys.LATEST_COPY_TRIGGER));
        }
    }

    private static void add(
            HasMetadata object, boolean isCut, Optional<RunId> ending, List<Copy> copies, Set<RunId> served) {
        Optional<RunId> run = CopyMarks.run(object);
        run.ifPresent(served::add);
        if (isCut || !run.equals(ending)) {
            CopyMarks.trigger(object)
                    .map(token -> new Copy(token, isCut ? State.CUT : State.BEING_CUT))
                    .ifPresent(copies::add);
        }
    }

    /** From then on the driver has what it needs, also where it goes on uploading. */
    private static boolean isCut(VolumeSnapshotStatus status) {
        return status.boundVolumeSnapshotContentName() != null && (status.creationTime() != null || status.isReady());
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    private static boolean isCloneOf(PersistentVolumeClaim copy, String name) {
        TypedLocalObjectReference origin = copy.getSpec().getDataSource();
        return origin != null && "PersistentVolumeClaim".equals(origin.getKind()) && name.equals(origin.getName());
    }

    private static boolean isCopied(ReplicationSource source) {
        ResticSource restic = source.getSpec().restic();
        return restic != null
                && (restic.copyMethod() == CopyMethod.CLONE || restic.copyMethod() == CopyMethod.SNAPSHOT);
    }

    /** The one that wants a copy. */
    private static Optional<RunId> run(ReplicationSource source) {
        return Optional.ofNullable(source.getStatus().run())
                .filter(run -> run.trigger() != RunTrigger.MAINTENANCE)
                .map(CurrentRun::id)
                .filter(RunId::isRunId)
                .map(RunId::new);
    }

    private void tell(RunOwner owner, String reason, PersistentVolumeClaim claim, String what) {
        events.tell(
                owner,
                Kind.NORMAL,
                reason,
                "PersistentVolumeClaim " + claim.getMetadata().getName() + " " + what);
    }
}
