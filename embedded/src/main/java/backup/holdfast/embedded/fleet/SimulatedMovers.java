package backup.holdfast.embedded.fleet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Movers that only take time, and each time end well. */
final class SimulatedMovers implements MoverBackend {
    private final Map<RunId, MoverObservation> runs = new ConcurrentHashMap<>();
    private final Duration length;
    private final Consumer<RunOwner> wake;
    private final BiConsumer<RunId, Instant> started;
    private final Clock clock;

    /** @param started told each run and when its mover was started */
    SimulatedMovers(Duration length, Consumer<RunOwner> wake, BiConsumer<RunId, Instant> started, Clock clock) {
        this.length = requireNonNull(length, "length is null");
        this.wake = requireNonNull(wake, "wake is null");
        this.started = requireNonNull(started, "started is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Placement place(RunOwner owner, String claimName) {
        return new Placement(new Workspace(Path.of("/data"), Path.of("/cache"), null), "/data", Optional.empty());
    }

    @Override
    public Path caCertificate(RunOwner owner) {
        return Path.of("/customCA/ca.crt");
    }

    @Override
    public void look(MoverAssignment assignment) {
        throw new UnsupportedOperationException("nobody asks here");
    }

    @Override
    public void start(MoverAssignment assignment) {
        MoverPlan plan = assignment.plan();
        Instant now = clock.instant();
        if (runs.putIfAbsent(plan.runId(), new Running()) != null) {
            return;
        }
        started.accept(plan.runId(), now);
        CompletableFuture.delayedExecutor(length.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> end(assignment.owner(), plan, now));
    }

    @Override
    public MoverObservation observe(RunOwner owner, RunId runId) {
        return runs.getOrDefault(runId, new Absent());
    }

    @Override
    public void cancel(RunOwner owner, RunId runId) {
        // They end soon enough.
    }

    @Override
    public void cleanUp(RunOwner owner, RunId runId) {
        runs.remove(runId);
    }

    @Override
    public void dropCache(RunOwner owner) {}

    @Override
    public boolean hasTraces(RunOwner owner) {
        return false;
    }

    @Override
    public void removeTraces(RunOwner owner) {}

    private void end(RunOwner owner, MoverPlan plan, Instant began) {
        Instant now = clock.instant();
        MoverOutcome outcome = MoverOutcome.builder(plan.runId(), RunResult.SUCCEEDED, began, now)
                .repository(new RepositorySeen(
                        plan.repository().fingerprint(),
                        plan.repository().url(),
                        plan.repository().fingerprint(),
                        RepositorySeen.Origin.FOUND))
                .snapshot(new SnapshotBrief("5d1c8f0e".repeat(8), now, "volsync", "/data", 12L, 3456L))
                .backup(new BackupCounts(1, 2, 9, 12, 3456, 789))
                .forget(ForgetDone.nothingDue(7))
                .build();
        runs.put(plan.runId(), new Ended(Optional.of(outcome), Proof.TERMINATED, ""));
        wake.accept(owner);
    }
}
