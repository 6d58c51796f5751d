package backup.holdfast.cli;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.RepositoryPresence;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.Siblings;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreLimits;
import backup.holdfast.restic.store.StoreOpener;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.restic.store.StoreResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore bucket find}. */
@Command(
        name = "find",
        mixinStandardHelpOptions = true,
        description = "Finds repositories at a place, below it and beside it: in S3 and in folders. Needs no password.",
        footer = {"", "Example:", "  restore bucket find s3:https://s3.example/backups --env-file restic.env"})
final class BucketFindCommand implements Callable<Integer> {
    private static final int MOST = 200;

    private final Surroundings surroundings;

    @Mixin
    private BucketOptions bucket = new BucketOptions();

    @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "Default: RESTIC_REPOSITORY")
    private @Nullable String address;

    BucketFindCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        StoreLimits limits = new StoreLimits(
                StoreLimits.standard().connect(),
                StoreLimits.standard().call().multipliedBy(6),
                StoreLimits.standard().objects(),
                MOST);
        var place = bucket.place(surroundings, address);
        if (place.location() instanceof RepositoryLocation.Rest) {
            throw unsearchable("REST server");
        }
        StoreOpening opening = new StoreOpener(surroundings.clock(), limits).open(place);
        if (opening instanceof StoreOpening.NoView view) {
            throw unsearchable(view.backend());
        }
        if (opening instanceof StoreOpening.Unusable unusable) {
            throw stop(unusable.failure());
        }
        try (RepositoryStore store = ((StoreOpening.Opened) opening).store()) {
            List<String> found = new ArrayList<>();
            if (answer(store.presence()) instanceof RepositoryPresence.Present) {
                found.add(place.location().withoutCredentials());
            }
            Siblings siblings = answer(store.siblings(MOST));
            siblings.repositories().stream()
                    .map(RepositoryLocation::withoutCredentials)
                    .sorted()
                    .forEach(found::add);
            surroundings.terminal().print(found);
            surroundings
                    .terminal()
                    .note(found.size() + " found"
                            + (siblings.coverage() == Coverage.PARTIAL
                                    ? "; not everything could be looked at: name a place further down to see more."
                                    : "."));
            return (found.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.DONE).code();
        }
    }

    private static StopException unsearchable(String backend) {
        return new StopException(
                ExitCode.REFUSED,
                "a " + backend + " can't be searched",
                "Name the repository itself: restore bucket list");
    }

    private static <T> T answer(StoreResult<T> result) {
        return result.fold(answered -> answered.value(), failed -> {
            throw stop(failed.failure());
        });
    }

    private static StopException stop(StoreFailure failure) {
        ExitCode code = switch (failure.kind().failureKind()) {
            case UNREACHABLE, CERTIFICATE_UNTRUSTED -> ExitCode.UNREACHABLE;
            case ACCESS_DENIED -> ExitCode.FORBIDDEN;
            case BUCKET_MISSING -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILED;
        };
        return new StopException(
                code, failure.message(), "Check the address and the keys (AWS_ACCESS_KEY_ID and its likes).");
    }
}
