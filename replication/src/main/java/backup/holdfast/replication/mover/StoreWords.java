package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Why a store refused restic. restic opens a repository by a HEAD request, and a refusal of one is a bare 400 or 403: a wrong region, a
 * clock, a cap and a key look alike. The storage is asked once more, in a way it answers with words, and only after such a refusal.
 */
final class StoreWords {
    private static final Set<FailureKind> WORDLESS =
            EnumSet.of(FailureKind.REQUEST_REJECTED, FailureKind.ACCESS_DENIED);

    /** What is more than restic knew; a store that can't be reached any more says nothing about the refusal. */
    private static final Set<FailureKind> TELLING = EnumSet.of(
            FailureKind.ACCESS_DENIED,
            FailureKind.WRONG_REGION,
            FailureKind.CLOCK_SKEW,
            FailureKind.CERTIFICATE_UNTRUSTED);

    private final Supplier<StoreOpening> storage;

    StoreWords(Supplier<StoreOpening> storage) {
        this.storage = requireNonNull(storage, "storage is null");
    }

    /** Fails the step by what the store says, or by what restic said where the store adds nothing. */
    void fail(OutcomeDraft draft, String step, ResticFailure said) {
        Optional<StoreFailure> told = WORDLESS.contains(said.kind()) ? ask() : Optional.empty();
        told.filter(failure -> TELLING.contains(failure.kind().failureKind()))
                .ifPresentOrElse(
                        failure -> draft.fail(
                                step, FailureClasses.of(failure.kind().failureKind()), failure.message()),
                        () -> draft.fail(step, said));
    }

    private Optional<StoreFailure> ask() {
        StoreOpening opening = storage.get();
        if (opening instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                return store.presence().fold(there -> Optional.empty(), failed -> Optional.of(failed.failure()));
            }
        }
        return opening instanceof StoreOpening.Unusable unusable ? Optional.of(unusable.failure()) : Optional.empty();
    }
}
