package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;

/** Somebody's S3 server. Only buckets made here are touched. */
record ExternalS3(S3Access access, BucketClient buckets) implements S3TestServer {

    ExternalS3 {
        requireNonNull(access, "access is null");
        requireNonNull(buckets, "buckets is null");
    }

    static ExternalS3 of(Map<String, String> environment) {
        S3Access access = new S3Access(
                URI.create(required(environment, "S3_TEST_ENDPOINT").replaceFirst("/+$", "")),
                required(environment, "S3_TEST_ACCESS_KEY"),
                required(environment, "S3_TEST_SECRET_KEY"));
        return new ExternalS3(access, new BucketClient(access));
    }

    @Override
    public String description() {
        return "the server at " + access.endpoint();
    }

    @Override
    public void createBucket(String name) {
        buckets.create(name);
    }

    @Override
    public void deleteBucket(String name) {
        buckets.delete(name);
    }

    @Override
    public void close() {
        buckets.close();
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(
                    name + " is not set: to test on a server of your own, set S3_TEST_ENDPOINT, S3_TEST_ACCESS_KEY and"
                            + " S3_TEST_SECRET_KEY; without S3_TEST_ENDPOINT a server is started for you");
        }
        return value;
    }
}
