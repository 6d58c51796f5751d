package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Makes and removes buckets by S3 itself. */
final class BucketClient implements AutoCloseable {

    private static final int PAGE = 1000;

    private final S3Client client;

    BucketClient(S3Access access) {
        requireNonNull(access, "access is null");
        this.client = S3Client.builder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(access.accessKey(), access.secretKey())))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    void create(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    void put(String bucket, String key, Path file) {
        client.putObject(request -> request.bucket(bucket).key(key), file);
    }

    void delete(String bucket) {
        try {
            List<ObjectIdentifier> page = page(bucket);
            while (!page.isEmpty()) {
                List<ObjectIdentifier> objects = page;
                client.deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(objects)));
                page = page(bucket);
            }
            client.deleteBucket(request -> request.bucket(bucket));
        } catch (NoSuchBucketException e) {
            // That is what was asked for.
        }
    }

    private List<ObjectIdentifier> page(String bucket) {
        return client.listObjectsV2(request -> request.bucket(bucket).maxKeys(PAGE)).contents().stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
