package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.store.Contents;
import backup.holdfast.restic.store.RepositoryPresence;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Foreign;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What to do where restic found no repository. A new one is made only where the storage itself says for certain that there is none,
 * and where it may be; anything else would hide a loss or a typing error behind an empty repository. The storage is asked for this
 * only: a run that finds its repository never looks at it.
 */
final class MissingRepository {
    /** An init that was cut short leaves no more than this. */
    private static final Set<String> LEFT_BY_INIT = Set.of("keys/", "locks/");

    private static final String LOST_AND_FOUND = "lost+found/";

    private final ExpectedRepository expected;
    private final Supplier<StoreOpening> storage;

    MissingRepository(ExpectedRepository expected, Supplier<StoreOpening> storage) {
        this.expected = requireNonNull(expected, "expected is null");
        this.storage = requireNonNull(storage, "storage is null");
    }

    /** What follows. */
    sealed interface Verdict {
        /** There is none, and there may be a new one. */
        record Create() implements Verdict {}

        /** It is there after all: somebody made it in this moment. */
        record LookAgain() implements Verdict {}

        /** Nothing is created. */
        record Refuse(FailureClass failure, String message, Evidence evidence) implements Verdict {}
    }

    /** How surely no history lies there. */
    enum Evidence {
        /** The storage lists the place, and nothing at all lies there. */
        NOTHING_THERE,
        /** restic found no repository, and only restic can look there. */
        RESTICS_WORD,
        /** There is something, or nobody can tell. */
        DOUBT
    }

    /** restic names a missing repository or bucket only where the storage told it so. */
    static boolean isMeant(ResticFailure said) {
        return said.kind() == FailureKind.REPOSITORY_MISSING || said.kind() == FailureKind.BUCKET_MISSING;
    }

    /** @param said restic's failure, {@linkplain #isMeant one of those that mean it} */
    Verdict judge(ResticFailure said) {
        StoreOpening opening = storage.get();
        if (opening instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                return store.presence()
                        .fold(
                                there -> of(there.value(), store),
                                failed -> failed.failure().kind() == StoreFailure.Kind.NO_PROOF
                                        ? believing(said)
                                        : unknown(failed.failure()));
            }
        }
        return opening instanceof StoreOpening.Unusable unusable ? unknown(unusable.failure()) : believing(said);
    }

    private Verdict of(RepositoryPresence presence, RepositoryStore store) {
        if (presence instanceof Present) {
            return new Verdict.LookAgain();
        }
        if (presence instanceof Headless headless && !isCutShort(headless)) {
            return new Verdict.Refuse(FailureClass.CONFIG_MISSING, headless(headless), Evidence.DOUBT);
        }
        boolean foreign = presence instanceof Foreign other && !isNothing(other.contents());
        boolean allowed = switch (expected.ifAbsent()) {
            case CREATE -> !foreign;
            case CREATE_BY_CONSENT -> true;
            case FAIL -> false;
        };
        return allowed
                ? new Verdict.Create()
                : missing(presence, store, foreign ? Evidence.DOUBT : Evidence.NOTHING_THERE);
    }

    /** Nothing but a key, which opens nothing: no history can be lost by going on. */
    private static boolean isCutShort(Headless headless) {
        return headless.config() == ConfigState.MISSING
                && LEFT_BY_INIT.containsAll(headless.contents().sample());
    }

    /** What file systems and stores put into the top of a volume or a bucket themselves. */
    private static boolean isNothing(Contents contents) {
        return contents.sample().size() == contents.seen()
                && contents.sample().stream().allMatch(name -> name.startsWith(".") || name.equals(LOST_AND_FOUND));
    }

    private Verdict missing(RepositoryPresence presence, RepositoryStore store, Evidence evidence) {
        String others = presence instanceof Foreign foreign
                ? " Other things lie there: "
                        + String.join(", ", foreign.contents().sample()) + "."
                : "";
        String consent = expected.ifAbsent() == Absence.CREATE
                ? " To create one among them all the same, set spec.restic.createRepository."
                : "";
        return new Verdict.Refuse(
                FailureClass.REPOSITORY_MISSING,
                notHere() + others + consent + history() + Neighbours.didYouMean(store),
                evidence);
    }

    private String headless(Headless headless) {
        String config = headless.config() == ConfigState.EMPTY ? "its config is empty" : "its config is missing";
        return "At " + expected.url() + " lies part of a repository ("
                + String.join(", ", headless.contents().sample()) + "), but " + config
                + ": nothing can open it, and nothing was created or removed." + history();
    }

    /** Where the storage can't say whether anything lies there, nothing is created. */
    private Verdict unknown(StoreFailure failure) {
        if (failure.kind() == StoreFailure.Kind.BUCKET_MISSING) {
            // No bucket holds no repository: restic makes both.
            return expected.ifAbsent() == Absence.FAIL
                    ? new Verdict.Refuse(FailureClass.BUCKET_MISSING, failure.message() + history(), Evidence.DOUBT)
                    : new Verdict.Create();
        }
        return new Verdict.Refuse(FailureClasses.of(failure.kind().failureKind()), failure.message(), Evidence.DOUBT);
    }

    /** Storage that only restic can look at, or that says no more to us than to it: its word is all there is. */
    private Verdict believing(ResticFailure said) {
        if (expected.ifAbsent() != Absence.FAIL) {
            return new Verdict.Create();
        }
        // A missing bucket is none that has been looked into.
        return new Verdict.Refuse(
                FailureClasses.of(said.kind()),
                notHere() + history(),
                said.kind() == FailureKind.REPOSITORY_MISSING ? Evidence.RESTICS_WORD : Evidence.DOUBT);
    }

    private String notHere() {
        return "There is no repository at " + expected.url() + ".";
    }

    private String history() {
        return expected.knownUrl() == null ? "" : " The history of this source is at " + expected.knownUrl() + ".";
    }
}
