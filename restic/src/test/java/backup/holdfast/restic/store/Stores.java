package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.testsupport.s3.S3Access;
import backup.holdfast.testsupport.s3.S3Bucket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Opens buckets for tests. */
final class Stores {

    static final String ACCESS_KEY = "GK31c2f218a2e44f485b94239e";
    static final String SECRET_KEY = "b892c0665f0ada8a4755dae98baa3b133590e11dae3bcc1f9d769d67f16c3835";

    static final StoreLimits LIMITS = StoreLimits.standard().withCall(Duration.ofSeconds(10));

    private Stores() {}

    static S3Bucket bucket(URI endpoint, String name) {
        return new S3Bucket(new S3Access(endpoint, ACCESS_KEY, SECRET_KEY), name);
    }

    static Repository repository(S3Bucket bucket, String path) {
        return repository(bucket, path, Map.of());
    }

    static Repository repository(S3Bucket bucket, String path, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository(path));
        environment.putAll(more);
        return Repository.from(environment);
    }

    static RepositoryStore open(S3Bucket bucket, String path) {
        return open(repository(bucket, path));
    }

    static RepositoryStore open(Repository repository) {
        return open(repository, Clock.systemUTC(), LIMITS);
    }

    static RepositoryStore open(Repository repository, Clock clock, StoreLimits limits) {
        StoreOpening opening = new StoreOpener(clock, limits).open(repository);
        assertThat(opening).isInstanceOf(StoreOpening.Opened.class);
        return ((StoreOpening.Opened) opening).store();
    }

    static StoreFailure failure(StoreResult<?> result) {
        assertThat(result).isInstanceOf(StoreResult.Failed.class);
        return ((StoreResult.Failed<?>) result).failure();
    }
}
