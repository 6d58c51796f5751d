package backup.holdfast.testsupport.s3;

import java.nio.file.Path;
import java.util.Map;

/** An S3 server that takes path-style addresses. */
public interface S3TestServer extends AutoCloseable {

    /** Where it is. */
    S3Access access();

    /** What it is, in a word or two. */
    String description();

    /** Makes an empty bucket. Its name is free. */
    void createBucket(String name);

    /** Removes a bucket with everything in it. Nothing happens if it is not there. */
    void deleteBucket(String name);

    /** Ends what was started for it. */
    @Override
    void close();

    /**
     * The best this machine has: the server {@code S3_TEST_ENDPOINT} names (with {@code S3_TEST_ACCESS_KEY} and
     * {@code S3_TEST_SECRET_KEY}), else MinIO in a container, else S3Proxy in this JVM.
     *
     * @param folder for the objects of the last
     */
    static S3TestServer choose(Map<String, String> environment, Path folder) {
        return new S3Choice(MinioServer::start).choose(environment, folder);
    }
}
