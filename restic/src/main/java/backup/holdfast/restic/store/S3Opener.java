package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreOpening.NoView;
import backup.holdfast.restic.store.StoreOpening.Opened;
import backup.holdfast.restic.store.StoreOpening.Unusable;
import java.time.Clock;
import java.util.Optional;

/** Opens repositories in buckets. Whoever comes here loads the SDK. */
final class S3Opener {

    private final S3 location;
    private final Repository repository;
    private final Clock clock;
    private final StoreLimits limits;

    S3Opener(S3 location, Repository repository, Clock clock, StoreLimits limits) {
        this.location = requireNonNull(location, "location is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.limits = requireNonNull(limits, "limits is null");
    }

    StoreOpening open() {
        CredentialChain chain = new CredentialChain(repository.environment());
        Optional<String> missing = chain.missingHalf();
        if (missing.isPresent()) {
            return unusable(
                    Kind.CREDENTIALS_MISSING,
                    "The Secret has half of a pair of keys: set " + missing.get() + " in it.");
        }
        Optional<S3Credentials> credentials;
        try {
            credentials = chain.find();
        } catch (IllegalArgumentException e) {
            return unusable(
                    Kind.CREDENTIALS_MISSING,
                    "The file of AWS_SHARED_CREDENTIALS_FILE can't be read: it should hold [default], aws_access_key_id"
                            + " and aws_secret_access_key.");
        }
        return credentials.map(this::openWith).orElseGet(() -> new NoView("S3 with the keys of a role"));
    }

    private StoreOpening openWith(S3Credentials credentials) {
        S3Region region = S3Region.of(repository.environment(), location.host());
        if (!region.isWellFormed()) {
            return unusable(Kind.WRONG_REGION, S3Region.VARIABLE + " is no name of a region: correct or remove it.");
        }
        return new RouteOpener(repository, limits, "S3")
                .open(S3Target.endpoint(location), route -> opened(new S3Target(location, credentials, region, route)));
    }

    private StoreOpening opened(S3Target target) {
        return new Opened(new PatientStore(
                new S3Store(location, new S3Requests(target, clock), limits),
                limits.call(),
                StoreFailure.of(Kind.TIMEOUT, location.endpoint(), ConnectionErrors.timeout(location.endpoint()))));
    }

    private StoreOpening unusable(Kind kind, String message) {
        return new Unusable(StoreFailure.of(kind, location.endpoint(), message));
    }
}
