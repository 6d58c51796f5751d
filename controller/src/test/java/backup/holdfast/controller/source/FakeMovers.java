package backup.holdfast.controller.source;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Movers that do nothing until the test says how they end. Survives the controllers that use it, as real ones do. */
public final class FakeMovers implements MoverBackend {
    private final Map<RunId, MoverObservation> runs = new ConcurrentHashMap<>();
    private final List<MoverPlan> plans = new CopyOnWriteArrayList<>();
    private final List<LookPlan> looks = new CopyOnWriteArrayList<>();
    private final List<RunOwner> droppedCaches = new CopyOnWriteArrayList<>();
    private final List<RunId> cleanedUp = new CopyOnWriteArrayList<>();
    private volatile Mishap mishap = Mishap.NONE;

    /** What goes wrong at the next start. */
    public enum Mishap {
        NONE,
        /** The controller dies before anything was created. */
        DIES_BEFORE,
        /** The controller dies right after the mover was created. */
        DIES_AFTER,
        REFUSES
    }

    public void atNextStart(Mishap what) {
        mishap = what;
    }

    /** The plans of the movers that were started, each time somebody started one. */
    public List<BackupPlan> started() {
        return plans.stream().map(BackupPlan.class::cast).toList();
    }

    /** Whatever they do. */
    public List<MoverPlan> plans() {
        return List.copyOf(plans);
    }

    /** The plans of the movers that only look. */
    public List<LookPlan> looks() {
        return List.copyOf(looks);
    }

    /** Whose cache was dropped. */
    public List<RunOwner> droppedCaches() {
        return List.copyOf(droppedCaches);
    }

    public RunId newest() {
        return plans.get(plans.size() - 1).runId();
    }

    public List<RunId> cleanedUp() {
        return List.copyOf(cleanedUp);
    }

    /** The newest mover ends well, at this instant, with a snapshot. */
    public void succeed(Instant at) {
        end(SampleRuns.succeeded(), at);
    }

    public void fail(FailureClass failure, Instant at) {
        end(SampleRuns.failed(failure), at);
    }

    /** The newest mover ends with this outcome, but for its id and times. */
    public void end(MoverOutcome said, Instant at) {
        RunId id = newest();
        MoverOutcome own = said.toBuilder().runId(id).startedAt(at).endedAt(at).build();
        runs.put(id, new Ended(Optional.of(own), Proof.TERMINATED, ""));
    }

    /** From now on this is what can be seen of the newest mover. */
    public void show(MoverObservation seen) {
        runs.put(newest(), seen);
    }

    @Override
    public Placement place(RunOwner owner, String claimName) {
        return new Placement(
                new Workspace(Path.of("/data"), Path.of("/cache"), null), Identity.VOLUME_PATH, Optional.empty());
    }

    @Override
    public Path caCertificate(RunOwner owner) {
        return Path.of("/customCA/ca.crt");
    }

    @Override
    public void look(MoverAssignment assignment) {
        looks.add((LookPlan) assignment.plan());
    }

    @Override
    public void start(MoverAssignment assignment) {
        Mishap now = mishap;
        mishap = Mishap.NONE;
        if (now == Mishap.DIES_BEFORE) {
            throw new IllegalStateException("the controller died before the start");
        }
        if (now == Mishap.REFUSES) {
            throw new MoverRefusedException(FailureClass.SOURCE_MISSING, "the volume's folder does not exist");
        }
        plans.add(assignment.plan());
        runs.putIfAbsent(assignment.plan().runId(), new Running());
        if (now == Mishap.DIES_AFTER) {
            throw new IllegalStateException("the controller died after the start");
        }
    }

    @Override
    public MoverObservation observe(RunOwner owner, RunId runId) {
        return runs.getOrDefault(runId, new Absent());
    }

    @Override
    public void cancel(RunOwner owner, RunId runId) {
        throw new UnsupportedOperationException("nobody cancels yet");
    }

    @Override
    public boolean hasTraces(RunOwner owner) {
        return false;
    }

    @Override
    public void removeTraces(RunOwner owner) {}

    @Override
    public void cleanUp(RunOwner owner, RunId runId) {
        runs.remove(runId);
        cleanedUp.add(runId);
    }

    @Override
    public void dropCache(RunOwner owner) {
        droppedCaches.add(owner);
    }
}
