package backup.holdfast.embedded;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.local.LocalMoverBackend;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.restic.repository.Repository;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Restores a volume the way a ReplicationDestination will: one mover chooses the snapshot, a second one writes it. */
final class RestoreByMover {
    private static final int PATIENCE_MINUTES = 5;

    private final LocalMoverBackend movers;
    private final BlockingQueue<RunOwner> ends;
    private final Clock clock;

    /** @param ends where the backend says whose mover has ended */
    RestoreByMover(LocalMoverBackend movers, BlockingQueue<RunOwner> ends, Clock clock) {
        this.movers = movers;
        this.ends = ends;
        this.clock = clock;
    }

    /**
     * The snapshot that was restored.
     *
     * @throws IllegalStateException when it did not work, with the reason
     */
    SnapshotBrief newest(RunOwner owner, String claim, Map<String, String> environment) throws InterruptedException {
        Placement placement = movers.place(owner, claim);
        Repository repository = Repository.from(environment);
        ExpectedRepository expected = new ExpectedRepository(
                repository.location().fingerprint(),
                repository.location().withoutCredentials(),
                null,
                null,
                Absence.FAIL);
        Subject subject = new Subject(owner.kind(), owner.namespace(), owner.name());
        SelectPlan select = new SelectPlan(
                RunId.of(owner.uid(), "select", clock.instant(), 1),
                subject,
                clock.instant(),
                placement.workspace(),
                expected,
                new Identity(Identity.VOLSYNC_HOST, placement.recordedPath()),
                WantedSnapshot.NEWEST,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
        SnapshotBrief chosen = run(owner, claim, select, environment).snapshot();
        if (chosen == null) {
            throw new IllegalStateException("the repository holds no snapshot of the volume");
        }
        RestorePlan restore = new RestorePlan(
                RunId.of(owner.uid(), "restore", clock.instant(), 1),
                subject,
                clock.instant(),
                placement.workspace(),
                expected,
                chosen.id(),
                List.of(),
                ExtraFiles.DELETE,
                Overwrite.ALWAYS,
                Verification.NONE,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
        run(owner, claim, restore, environment);
        return chosen;
    }

    private MoverOutcome run(RunOwner owner, String claim, MoverPlan plan, Map<String, String> environment)
            throws InterruptedException {
        movers.start(new MoverAssignment(owner, claim, plan, environment, Optional.empty(), Optional.empty()));
        while (!(movers.observe(owner, plan.runId()) instanceof Ended)) {
            if (ends.poll(PATIENCE_MINUTES, TimeUnit.MINUTES) == null) {
                throw new IllegalStateException("the mover " + plan.runId() + " does not come to an end");
            }
        }
        Ended ended = (Ended) movers.observe(owner, plan.runId());
        movers.cleanUp(owner, plan.runId());
        MoverOutcome outcome = ended.outcome()
                .orElseThrow(() -> new IllegalStateException("the mover said nothing: " + ended.detail()));
        if (outcome.failure() != null) {
            throw new IllegalStateException(outcome.failure().failureClass().sentence() + " restic said: "
                    + outcome.failure().message());
        }
        return outcome;
    }
}
