package backup.holdfast.testsupport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import backup.holdfast.testsupport.s3.S3Request.Part;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Runs on whatever server this machine gives the tests. The last test looks for what the others left. */
@S3Test
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class S3TestIT {

    @TempDir
    private Path temp;

    @Test
    @Order(1)
    void shouldGiveTheTestAnEmptyBucketThatTakesObjects(S3Bucket bucket) {
        try (S3Client client = client(bucket.access())) {
            assertThat(client.listObjectsV2(list -> list.bucket(bucket.name())).contents())
                    .isEmpty();

            client.putObject(put -> put.bucket(bucket.name()).key("a/b"), RequestBody.fromString("content"));

            assertThat(client.getObjectAsBytes(get -> get.bucket(bucket.name()).key("a/b"))
                            .asUtf8String())
                    .isEqualTo("content");
        }
    }

    @Test
    @Order(1)
    void shouldRefuseAWrongKey(S3Bucket bucket) {
        S3Access wrong =
                new S3Access(bucket.access().endpoint(), bucket.access().accessKey(), "wrong");

        try (S3Client client = client(wrong)) {
            assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket(bucket.name())))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    @Order(1)
    void shouldHoldAResticRepositoryAndCountItsRequests(S3Bucket bucket, CountingProxy proxy) throws Exception {
        Path restic = Tools.require(Tools.restic(ResticSeries.ANY));
        S3Bucket counted = bucket.via(proxy);
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("file"), "content");

        restic(restic, counted, source, "init");
        restic(restic, counted, source, "backup", "--no-cache", ".");
        assertThat(proxy.counts().get(Part.CONFIG)).containsEntry("PUT", 1L);
        assertThat(proxy.counts().get(Part.KEYS)).containsEntry("PUT", 1L);
        assertThat(proxy.counts().get(Part.SNAPSHOTS)).containsEntry("PUT", 1L);
        assertThat(proxy.counts().get(Part.LOCKS)).containsEntry("DELETE", 1L);
        assertThat(proxy.counts())
                .containsKeys(Part.LIST, Part.DATA, Part.INDEX)
                .doesNotContainKey(Part.OTHER);

        proxy.forget();
        restic(
                restic,
                counted,
                source,
                "restore",
                "latest",
                "--target",
                temp.resolve("restored").toString());

        assertThat(temp.resolve("restored/file")).hasContent("content");
        assertThat(proxy.counts().get(Part.SNAPSHOTS)).containsOnlyKeys("GET");
    }

    @Test
    @Order(1)
    void shouldPassOnAnUploadInPartsUnharmed(S3Bucket bucket, CountingProxy proxy) {
        byte[] content = new byte[3 * 1024 * 1024];
        new Random(1).nextBytes(content);

        try (S3Client client = client(bucket.access().via(proxy.endpoint()))) {
            // Signed in chunks, announced by Expect: 100-continue.
            client.putObject(put -> put.bucket(bucket.name()).key("big"), RequestBody.fromBytes(content));

            assertThat(client.getObjectAsBytes(get -> get.bucket(bucket.name()).key("big"))
                            .asByteArray())
                    .isEqualTo(content);
        }
        assertThat(proxy.requests())
                .extracting(S3Request::method, S3Request::path)
                .containsExactly(
                        tuple("PUT", "/" + bucket.name() + "/big"), tuple("GET", "/" + bucket.name() + "/big"));
    }

    @Test
    @Order(2)
    void shouldHideTheSecretKeyInText(S3Bucket bucket) {
        assertThat(bucket.toString())
                .contains(bucket.access().accessKey())
                .doesNotContain(bucket.access().secretKey());
    }

    @Test
    @Order(2)
    void shouldHaveDeletedTheBucketsOfTheOtherTests(S3Bucket bucket) {
        try (S3Client client = client(bucket.access())) {
            assertThat(client.listBuckets().buckets())
                    .extracting(Bucket::name)
                    .filteredOn(name -> name.startsWith("t-"))
                    .containsExactly(bucket.name());
        }
    }

    private static void restic(Path restic, S3Bucket bucket, Path folder, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(restic.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder.getParent(), "restic-", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(bucket.environment());
        builder.environment()
                .putAll(Map.of(
                        "RESTIC_REPOSITORY", bucket.resticRepository("app"),
                        "RESTIC_PASSWORD", "secret",
                        "RESTIC_CACHE_DIR", folder.resolveSibling("cache").toString()));
        Process process = builder.start();
        assertThat(process.waitFor(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static S3Client client(S3Access access) {
        return S3Client.builder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(access.accessKey(), access.secretKey())))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
