package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/** What came of asking a store. */
public sealed interface StoreResult<T> {

    /** Takes the result apart; each case has to be answered. */
    <R> R fold(Function<? super Answered<T>, ? extends R> answered, Function<? super Failed<T>, ? extends R> failed);

    /** The same failure, or what {@code next} makes of the answer. */
    default <R> StoreResult<R> then(Function<? super T, ? extends StoreResult<R>> next) {
        return this.<StoreResult<R>>fold(it -> next.apply(it.value()), it -> new Failed<>(it.failure()));
    }

    /** The same failure, or the answer as something else. */
    default <R> StoreResult<R> map(Function<? super T, ? extends R> mapping) {
        return then(value -> new Answered<>(mapping.apply(value)));
    }

    /** The answer, if there is one. */
    default Optional<T> answer() {
        return this.<Optional<T>>fold(it -> Optional.of(it.value()), it -> Optional.empty());
    }

    /** The store answered, for certain. */
    record Answered<T>(T value) implements StoreResult<T> {
        public Answered {
            requireNonNull(value, "value is null");
        }

        @Override
        public <R> R fold(
                Function<? super Answered<T>, ? extends R> answered, Function<? super Failed<T>, ? extends R> failed) {
            return answered.apply(this);
        }
    }

    /** Nothing is known: neither that something is there nor that it is not. */
    record Failed<T>(StoreFailure failure) implements StoreResult<T> {
        public Failed {
            requireNonNull(failure, "failure is null");
        }

        @Override
        public <R> R fold(
                Function<? super Answered<T>, ? extends R> answered, Function<? super Failed<T>, ? extends R> failed) {
            return failed.apply(this);
        }
    }
}
