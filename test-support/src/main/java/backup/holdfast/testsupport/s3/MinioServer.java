package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/** MinIO in a container. */
record MinioServer(MinIOContainer container, S3Access access, BucketClient buckets) implements S3TestServer {

    private static final DockerImageName IMAGE = DockerImageName.parse("minio/minio:RELEASE.2025-09-07T16-13-09Z");

    MinioServer {
        requireNonNull(container, "container is null");
        requireNonNull(access, "access is null");
        requireNonNull(buckets, "buckets is null");
    }

    static MinioServer start() {
        MinIOContainer container = new MinIOContainer(IMAGE);
        container.start();
        S3Access access =
                new S3Access(URI.create(container.getS3URL()), container.getUserName(), container.getPassword());
        return new MinioServer(container, access, new BucketClient(access));
    }

    @Override
    public String description() {
        return "MinIO in a container";
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
        container.stop();
    }
}
