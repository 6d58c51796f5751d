package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/** What came of one call. */
public sealed interface ResticResult<T> {

    RunReport report();

    /** Takes the result apart; each case has to be answered. */
    <R> R fold(
            Function<? super Success<T>, ? extends R> success,
            Function<? super Partial<T>, ? extends R> partial,
            Function<? super Failure<T>, ? extends R> failure);

    /** What restic reported: always for a success or a part of one, perhaps for a failure. */
    Optional<T> reported();

    /** All of it was done. */
    record Success<T>(T value, RunReport report) implements ResticResult<T> {
        public Success {
            requireNonNull(value, "value is null");
            requireNonNull(report, "report is null");
        }

        @Override
        public <R> R fold(
                Function<? super Success<T>, ? extends R> success,
                Function<? super Partial<T>, ? extends R> partial,
                Function<? super Failure<T>, ? extends R> failure) {
            return success.apply(this);
        }

        @Override
        public Optional<T> reported() {
            return Optional.of(value);
        }
    }

    /**
     * It took effect, but not for everything (exit code 3): a backup has saved its snapshot without the files it could not
     * read; a forget has removed some snapshots and not others.
     */
    record Partial<T>(T value, ResticFailure shortfall, RunReport report) implements ResticResult<T> {
        public Partial {
            requireNonNull(value, "value is null");
            requireNonNull(shortfall, "shortfall is null");
            requireNonNull(report, "report is null");
        }

        @Override
        public <R> R fold(
                Function<? super Success<T>, ? extends R> success,
                Function<? super Partial<T>, ? extends R> partial,
                Function<? super Failure<T>, ? extends R> failure) {
            return partial.apply(this);
        }

        @Override
        public Optional<T> reported() {
            return Optional.of(value);
        }
    }

    /**
     * It failed. It may have had effects all the same.
     *
     * @param reported what restic said it had done before it failed: the errors a check found, how far a restore came, a
     *     snapshot that had been saved
     */
    record Failure<T>(ResticFailure failure, Optional<T> reported, RunReport report) implements ResticResult<T> {
        public Failure {
            requireNonNull(failure, "failure is null");
            requireNonNull(reported, "reported is null");
            requireNonNull(report, "report is null");
        }

        @Override
        public <R> R fold(
                Function<? super Success<T>, ? extends R> success,
                Function<? super Partial<T>, ? extends R> partial,
                Function<? super Failure<T>, ? extends R> failure) {
            return failure.apply(this);
        }
    }
}
