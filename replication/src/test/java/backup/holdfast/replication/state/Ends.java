package backup.holdfast.replication.state;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What movers answer. */
final class Ends {
    private Ends() {}

    static MoverOutcome good(RunId run, Instant at) {
        return with(run, RunResult.SUCCEEDED, null, null, at);
    }

    static MoverOutcome ended(RunId run, RunResult result, Instant at) {
        return with(run, result, null, null, at);
    }

    static MoverOutcome failed(RunId run, FailureClass failure, Instant at) {
        RunResult result = failure == FailureClass.PARTIAL_READ ? RunResult.PARTIAL_READ : RunResult.FAILED;
        return with(run, result, failure(failure, "backup"), null, at);
    }

    /** A good backup whose forget or prune failed. */
    static MoverOutcome owing(RunId run, FailureClass failure, Instant at) {
        return with(run, RunResult.SUCCEEDED, null, failure(failure, "forget"), at);
    }

    static RunFailure failure(FailureClass failure, String step) {
        return new RunFailure(failure, step, 1, "as restic says it");
    }

    private static MoverOutcome with(
            RunId run,
            RunResult result,
            @Nullable RunFailure failure,
            @Nullable RunFailure maintenanceFailure,
            Instant at) {
        return MoverOutcome.builder(run, result, at.minusSeconds(1), at)
                .failure(failure)
                .maintenanceFailure(maintenanceFailure)
                .build();
    }
}
