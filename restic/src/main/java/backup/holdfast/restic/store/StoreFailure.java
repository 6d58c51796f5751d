package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.result.FailureKind;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a store did not answer a question.
 *
 * @param message one sentence for a person, without credentials; may hold what the store itself said
 * @param endpoint the host and port of the store, or the path
 * @param region the region the store expects, of a {@link Kind#WRONG_REGION} that named it
 * @param storeTime what the store's clock said in the same answer, if there was one
 */
public record StoreFailure(
        Kind kind, String message, String endpoint, Optional<String> region, Optional<Instant> storeTime) {

    /** The kinds, and what restic's own failure of the same cause is called. */
    public enum Kind {
        BUCKET_MISSING(FailureKind.BUCKET_MISSING),
        /** The keys are good, but may not do this. */
        ACCESS_DENIED(FailureKind.ACCESS_DENIED),
        /** The key is unknown, its secret wrong, or its token expired. */
        CREDENTIALS_REFUSED(FailureKind.ACCESS_DENIED),
        /** There are no keys to sign with. */
        CREDENTIALS_MISSING(FailureKind.ACCESS_DENIED),
        /** A limit the owner of the account has set on costs, as Backblaze B2 has them. */
        CAP_EXCEEDED(FailureKind.ACCESS_DENIED),
        WRONG_REGION(FailureKind.WRONG_REGION),
        CLOCK_SKEW(FailureKind.CLOCK_SKEW),
        CERTIFICATE_UNTRUSTED(FailureKind.CERTIFICATE_UNTRUSTED),
        /** The file of certificates to trust can't be read or holds none. */
        CA_UNUSABLE(FailureKind.CERTIFICATE_UNTRUSTED),
        /** Plain HTTP was spoken to a port that wants TLS. */
        TLS_NEEDED(FailureKind.CERTIFICATE_UNTRUSTED),
        /** TLS was spoken to a port that does not know it. */
        TLS_NOT_SPOKEN(FailureKind.CERTIFICATE_UNTRUSTED),
        REFUSED(FailureKind.UNREACHABLE),
        UNKNOWN_HOST(FailureKind.UNREACHABLE),
        /** No route, or a connection that broke. */
        CONNECTION_FAILED(FailureKind.UNREACHABLE),
        TIMEOUT(FailureKind.UNREACHABLE),
        /** The proxy of the environment is unusable or refuses. */
        PROXY_FAILED(FailureKind.UNREACHABLE),
        /** It is overloaded, starting or broken: 429 or 5xx. */
        SERVER_ERROR(FailureKind.UNREACHABLE),
        /** Something answers, but not as an S3 service does. */
        NOT_S3(FailureKind.UNKNOWN),
        /** Something answers, but not as a REST server of restic does. */
        NOT_REST(FailureKind.UNKNOWN),
        /** A server finds nothing, and says so of whatever it is asked for: it may look at a repository and not know. */
        NO_PROOF(FailureKind.REPOSITORY_MISSING),
        /** An error of no known meaning. */
        UNEXPECTED(FailureKind.UNKNOWN),
        /** The folder the repository's would be in is not there: a share not mounted, or a typing error. */
        PARENT_MISSING(FailureKind.UNREACHABLE),
        /** The file server does not answer, or has forgotten the mount. */
        STALE_MOUNT(FailureKind.UNREACHABLE),
        NOT_A_FOLDER(FailureKind.UNKNOWN),
        /** The file system reports an error of its own. */
        IO_ERROR(FailureKind.UNREACHABLE),
        /** Whoever asked was interrupted. */
        CANCELLED(FailureKind.CANCELLED);

        private final FailureKind failureKind;

        Kind(FailureKind failureKind) {
            this.failureKind = failureKind;
        }

        /** What a restic that meets the same is said to have failed by. */
        public FailureKind failureKind() {
            return failureKind;
        }
    }

    public StoreFailure {
        requireNonNull(kind, "kind is null");
        requireNonNull(message, "message is null");
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(region, "region is null");
        requireNonNull(storeTime, "storeTime is null");
    }

    static StoreFailure of(Kind kind, String endpoint, String message) {
        return new StoreFailure(kind, message, endpoint, Optional.empty(), Optional.empty());
    }

    StoreFailure withRegion(String expected) {
        return new StoreFailure(kind, message, endpoint, Optional.of(expected), storeTime);
    }

    StoreFailure withStoreTime(Optional<Instant> time) {
        return new StoreFailure(kind, message, endpoint, region, time);
    }
}
