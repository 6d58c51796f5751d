package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** The requests a store is asked with, one attempt each. */
final class S3Requests implements AutoCloseable {

    static final int PAGE = 1000;

    private final S3Target target;
    private final Clock clock;
    private final ErrorBody body = new ErrorBody();
    private S3Region region;
    private S3Client client;

    S3Requests(S3Target target, Clock clock) {
        this.target = requireNonNull(target, "target is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.region = target.region();
        this.client = S3Clients.create(target, region, clock, body);
    }

    /** Everything below a prefix. */
    StoreResult<S3Page> list(String prefix, Optional<String> from) {
        return list(prefix, "", PAGE, from);
    }

    /** What lies directly below a prefix: objects, and folders as such. */
    StoreResult<S3Page> listFolder(String prefix) {
        return list(prefix, "/", PAGE, Optional.empty());
    }

    /** The first object at or below a prefix. */
    StoreResult<S3Page> first(String prefix) {
        return list(prefix, "", 1, Optional.empty());
    }

    /** Deletes an object. Stores do not tell whether there was one. */
    StoreResult<String> delete(String key) {
        return call(s3 -> {
            s3.deleteObject(request -> request.bucket(bucket()).key(key));
            return new Answered<>(key);
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private StoreResult<S3Page> list(String prefix, String delimiter, int size, Optional<String> from) {
        return call(s3 -> page(s3.listObjectsV2(request -> {
            request.bucket(bucket()).prefix(prefix).maxKeys(size);
            if (!delimiter.isEmpty()) {
                request.delimiter(delimiter);
            }
            from.ifPresent(request::continuationToken);
        })));
    }

    /** Any well-formed XML is read as a listing; without the name of a bucket it is none, and its emptiness says nothing. */
    private StoreResult<S3Page> page(ListObjectsV2Response response) {
        if (response.name() == null) {
            return new Failed<>(S3Errors.notS3(target.location().endpoint()));
        }
        Optional<String> next = Boolean.TRUE.equals(response.isTruncated())
                ? Optional.ofNullable(response.nextContinuationToken())
                : Optional.empty();
        return new Answered<>(new S3Page(
                response.contents().stream()
                        .map(it -> new S3Page.Item(
                                it.key(),
                                Optional.ofNullable(it.size()).orElse(0L),
                                Optional.ofNullable(it.lastModified()).orElse(Instant.EPOCH)))
                        .toList(),
                response.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
                next,
                time(response.sdkHttpResponse())));
    }

    private StoreTime time(SdkHttpResponse response) {
        return StoreTime.told(response.firstMatchingHeader("Date").flatMap(HttpDate::parse), clock.instant());
    }

    /** Asks; once more, for good, if the region was only assumed and the store names its own. */
    private <T> StoreResult<T> call(Function<S3Client, StoreResult<T>> request) {
        StoreResult<T> result = attempt(request);
        Optional<S3Region> corrected = result.fold(
                answered -> Optional.<S3Region>empty(),
                failed -> failed.failure().region().flatMap(region::correctedTo));
        if (corrected.isEmpty()) {
            return result;
        }
        region = corrected.get();
        client.close();
        client = S3Clients.create(target, region, clock, body);
        return attempt(request);
    }

    private <T> StoreResult<T> attempt(Function<S3Client, StoreResult<T>> request) {
        try {
            return request.apply(client);
        } catch (SdkException e) {
            StoreFailure failure = new S3Errors(target, region).of(e, body.text());
            return new Failed<>(
                    failure.kind() == Kind.CONNECTION_FAILED ? TlsProbe.explain(failure, target.peer()) : failure);
        }
    }

    private String bucket() {
        return target.location().bucket();
    }
}
