package backup.holdfast.controller.sync;

import backup.holdfast.replication.plan.FailureClass;

/**
 * What the spec of a source or destination comes to.
 *
 * @param <S> its settings
 */
public sealed interface ResolvedSpec<S> {
    record Valid<S>(S settings) implements ResolvedSpec<S> {}

    /**
     * It can't work.
     *
     * @param detail the field, what is wrong with it, what to write instead
     */
    record Invalid<S>(FailureClass failure, String detail) implements ResolvedSpec<S> {}

    /** Somebody else's: only {@code external} is set. Not even status is written. */
    record External<S>() implements ResolvedSpec<S> {}
}
