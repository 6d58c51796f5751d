package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.util.Optional;
import java.util.function.Supplier;

/** What a look came to: whatever restic did not tell in full fails it, in the words that say most. */
final class LookJudge {
    private final String step;
    private final Supplier<StoreOpening> storage;
    private final OutcomeDraft draft;

    LookJudge(String step, Supplier<StoreOpening> storage, OutcomeDraft draft) {
        this.step = requireNonNull(step, "step is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.draft = requireNonNull(draft, "draft is null");
    }

    RunResult of(Optional<ResticFailure> obstacle) {
        obstacle.ifPresent(why -> new StoreWords(storage).fail(draft, step, why));
        return obstacle.isPresent() ? RunResult.FAILED : RunResult.SUCCEEDED;
    }

    RunResult of(ResticResult<?> result) {
        draft.heard(result.report());
        return result.fold(
                success -> RunResult.SUCCEEDED,
                partial -> {
                    draft.fail(step, partial.shortfall());
                    return RunResult.FAILED;
                },
                failure -> {
                    new StoreWords(storage).fail(draft, step, failure.failure());
                    return RunResult.FAILED;
                });
    }
}
