package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.schedule.FailedAttempts;
import backup.holdfast.replication.schedule.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the syncs of one source have come to, as status keeps it.
 *
 * @param handledSlot the newest slot that needs no sync any more
 * @param lastSync when the last good sync ended ({@code lastSyncTime})
 * @param lastManualSync the manual token of the last good sync
 * @param lastRequest the request that was answered last, whatever came of it
 * @param failed failures in a row since the last good sync
 * @param failure of the last run, if it failed
 * @param failedInputs the digest of spec and references the last run failed with
 * @param maintenance forget or prune left undone
 */
public record SyncHistory(
        Optional<Slot> handledSlot,
        Optional<Instant> lastSync,
        Optional<Duration> lastDuration,
        Optional<String> lastManualSync,
        Optional<String> lastRequest,
        Optional<FailedAttempts> failed,
        Optional<FailureClass> failure,
        Optional<String> failedInputs,
        Optional<MaintenanceDebt> maintenance) {

    public static final SyncHistory NONE = new SyncHistory(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public SyncHistory {
        requireNonNull(handledSlot, "handledSlot is null");
        requireNonNull(lastSync, "lastSync is null");
        requireNonNull(lastDuration, "lastDuration is null");
        requireNonNull(lastManualSync, "lastManualSync is null");
        requireNonNull(lastRequest, "lastRequest is null");
        requireNonNull(failed, "failed is null");
        requireNonNull(failure, "failure is null");
        requireNonNull(failedInputs, "failedInputs is null");
        requireNonNull(maintenance, "maintenance is null");
    }

    /**
     * Forget or prune that a good sync could not finish. Never a reason to repeat the backup.
     *
     * @param attempts in a row, from 1
     */
    public record MaintenanceDebt(RunFailure failure, int attempts, Slot slot, Instant since, Instant lastAttempt) {}

    /** The same for somebody who repeats no forget or prune for now. */
    public SyncHistory withoutMaintenance() {
        return new SyncHistory(
                handledSlot,
                lastSync,
                lastDuration,
                lastManualSync,
                lastRequest,
                failed,
                failure,
                failedInputs,
                Optional.empty());
    }

    /** Whether the last run failed for a reason that a change of the spec or of what it refers to may take away. */
    public boolean heedsChange() {
        return failure.filter(it -> switch (it.retry()) {
                    case BACK_OFF_OR_CHANGE, NEEDS_CHANGE -> true;
                    case BACK_OFF, NEXT_SLOT -> false;
                })
                .isPresent();
    }

    /** Whether the last run failed for a reason that only a change takes away. */
    boolean needsChange() {
        return failure.filter(f -> f.retry() == FailureClass.Retry.NEEDS_CHANGE).isPresent();
    }

    /**
     * The history with one more run in it.
     *
     * @param outcome absent when nobody could read it: the run may have made a snapshot, so it counts neither as good nor as
     *     failed for what it left behind, but it is tried again
     * @param inputs the digest the run started with
     */
    public SyncHistory after(RecordedRun run, Optional<MoverOutcome> outcome, Optional<String> inputs, Instant now) {
        Instant ended = outcome.map(MoverOutcome::endedAt).orElse(now);
        return switch (run.purpose()) {
            case SYNC -> afterSync(run, outcome, inputs, ended);
            case MAINTENANCE -> afterMaintenance(run, outcome, ended);
        };
    }

    private SyncHistory afterSync(
            RecordedRun run, Optional<MoverOutcome> outcome, Optional<String> inputs, Instant ended) {
        boolean good = outcome.map(o -> isGood(o.result())).orElse(false);
        if (good) {
            return new SyncHistory(
                    Optional.of(latest(run.slot())),
                    Optional.of(ended),
                    Optional.of(Duration.between(run.startedAt(), ended)),
                    run.cause().manualToken().or(() -> lastManualSync),
                    run.cause().requestToken().or(() -> lastRequest),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    outcome.map(MoverOutcome::maintenanceFailure).map(failure -> debt(failure, run, ended)));
        }
        FailureClass failure =
                outcome.map(MoverOutcome::failure).map(RunFailure::failureClass).orElse(FailureClass.KILLED);
        int count = failed.map(FailedAttempts::count).orElse(0) + 1;
        return new SyncHistory(
                failure.retry() == FailureClass.Retry.NEXT_SLOT ? Optional.of(latest(run.slot())) : handledSlot,
                lastSync,
                lastDuration,
                lastManualSync,
                // A request is one run, and this was it.
                run.cause().requestToken().or(() -> lastRequest),
                Optional.of(new FailedAttempts(run.slot(), run.cause(), count, ended)),
                Optional.of(failure),
                inputs,
                maintenance);
    }

    private SyncHistory afterMaintenance(RecordedRun run, Optional<MoverOutcome> outcome, Instant ended) {
        Optional<RunFailure> failure = outcome.map(
                        o -> Optional.ofNullable(o.maintenanceFailure()).or(() -> Optional.ofNullable(o.failure())))
                .orElseGet(() -> Optional.of(
                        new RunFailure(FailureClass.KILLED, "maintenance", null, "the mover left no outcome")));
        return new SyncHistory(
                handledSlot,
                lastSync,
                lastDuration,
                lastManualSync,
                lastRequest,
                failed,
                this.failure,
                failedInputs,
                failure.map(f -> debt(f, run, ended)));
    }

    private MaintenanceDebt debt(RunFailure failure, RecordedRun run, Instant ended) {
        return new MaintenanceDebt(
                failure,
                maintenance.map(MaintenanceDebt::attempts).orElse(0) + 1,
                run.slot(),
                maintenance.map(MaintenanceDebt::since).orElse(ended),
                ended);
    }

    private Slot latest(Slot slot) {
        return handledSlot.filter(handled -> handled.compareTo(slot) > 0).orElse(slot);
    }

    private static boolean isGood(MoverOutcome.RunResult result) {
        return switch (result) {
            case SUCCEEDED, UNCHANGED, EMPTY, NO_SNAPSHOT -> true;
            case PARTIAL_READ, FAILED -> false;
        };
    }
}
