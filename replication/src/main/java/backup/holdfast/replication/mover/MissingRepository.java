package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.store.Contents;
import backup.holdfast.restic.store.RepositoryPresence;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Foreign;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.Siblings;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What to do where restic found no repository. A new one is made only where the storage itself says for certain that there is none,
 * and where it may be; anything else would hide a loss or a typing error behind an empty repository. The storage is asked for this
 * only: a run that finds its repository never looks at it.
 */
final class MissingRepository {
    /** "Did you mean": more would not be read. */
    private static final int SIBLINGS = 5;

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
        record Refuse(FailureClass failure, String message) implements Verdict {}
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
                return store.presence().fold(there -> of(there.value(), store), failed -> unknown(failed.failure()));
            }
        }
        return opening instanceof StoreOpening.Unusable unusable ? unknown(unusable.failure()) : believing(said);
    }

    private Verdict of(RepositoryPresence presence, RepositoryStore store) {
        if (presence instanceof Present) {
            return new Verdict.LookAgain();
        }
        if (presence instanceof Headless headless && !isCutShort(headless)) {
            return new Verdict.Refuse(FailureClass.CONFIG_MISSING, headless(headless));
        }
        boolean foreign = presence instanceof Foreign other && !isNothing(other.contents());
        boolean allowed = switch (expected.ifAbsent()) {
            case CREATE -> !foreign;
            case CREATE_BY_CONSENT -> true;
            case FAIL -> false;
        };
        return allowed ? new Verdict.Create() : missing(presence, store);
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

    private Verdict missing(RepositoryPresence presence, RepositoryStore store) {
        String others = presence instanceof Foreign foreign
                ? " Other things lie there: "
                        + String.join(", ", foreign.contents().sample()) + "."
                : "";
        String consent = expected.ifAbsent() == Absence.CREATE
                ? " To create one among them all the same, set spec.restic.createRepository."
                : "";
        List<RepositoryLocation> near =
                store.siblings(SIBLINGS).answer().map(Siblings::repositories).orElse(List.of());
        return new Verdict.Refuse(
                FailureClass.REPOSITORY_MISSING, notHere() + others + consent + history() + didYouMean(near));
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
                    ? new Verdict.Refuse(FailureClass.BUCKET_MISSING, failure.message() + history())
                    : new Verdict.Create();
        }
        return new Verdict.Refuse(FailureClasses.of(failure.kind().failureKind()), failure.message());
    }

    /** Storage that only restic can look at: its word is all there is. */
    private Verdict believing(ResticFailure said) {
        if (expected.ifAbsent() != Absence.FAIL) {
            return new Verdict.Create();
        }
        return new Verdict.Refuse(FailureClasses.of(said.kind()), notHere() + history());
    }

    private String notHere() {
        return "There is no repository at " + expected.url() + ".";
    }

    private String history() {
        return expected.knownUrl() == null ? "" : " The history of this source is at " + expected.knownUrl() + ".";
    }

    private static String didYouMean(List<RepositoryLocation> near) {
        return near.isEmpty()
                ? ""
                : near.stream()
                        .map(RepositoryLocation::withoutCredentials)
                        .collect(Collectors.joining(", ", " Did you mean one of these: ", "?"));
    }
}
