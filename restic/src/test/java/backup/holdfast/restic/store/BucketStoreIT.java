package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Foreign;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Access;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3ProxyServer;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket as S3 servers really keep it, with repositories real restic has written. */
@S3Test
@Timeout(120)
class BucketStoreIT {

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(60));
    private static final LockId LOCK = new LockId("0a".repeat(32));
    private static final LockId OTHER_LOCK = new LockId("1b".repeat(32));

    @TempDir
    private Path folder;

    @Test
    void shouldSeeARepositoryOfRealResticInOneRequest(S3Bucket bucket, CountingProxy proxy) throws IOException {
        ResticClient restic = restic(bucket, "cluster/app");
        assertThat(restic.init(CONTROL).reported()).isPresent();
        backUp(restic);

        try (RepositoryStore store = Stores.open(bucket.via(proxy), "cluster/app")) {
            assertThat(store.presence().answer())
                    .hasValueSatisfying(
                            it -> assertThat(((Present) it).configBytes()).isPositive());
            assertThat(methods(proxy)).containsExactly("GET");
            proxy.forget();

            StoredSizes sizes = store.sizes().answer().orElseThrow();

            assertThat(methods(proxy)).containsExactly("GET");
            assertThat(Stream.of(RepositoryPart.values())
                            .map(part -> part + "=" + sizes.of(part).objects()))
                    .containsExactly("CONFIG=1", "KEYS=1", "DATA=2", "INDEX=1", "SNAPSHOTS=1", "LOCKS=0", "OTHER=0");
            assertThat(sizes.of(RepositoryPart.DATA).bytes()).isPositive();
            assertThat(store.locks().answer().orElseThrow().locks()).isEmpty();
        }
    }

    @Test
    void shouldSeeTheLockOfARunningRestic(S3Bucket bucket) throws IOException {
        ResticClient restic = restic(bucket, "app");
        assertThat(restic.init(CONTROL).reported()).isPresent();
        backUp(restic);
        List<LockId> seen = new CopyOnWriteArrayList<>();
        Thread running = new Thread(() -> restic.check(CheckOptions.STRUCTURE, CONTROL));
        running.start();

        try (RepositoryStore store = Stores.open(bucket, "app")) {
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                StoredLocks locks = store.locks().answer().orElseThrow();
                locks.locks().forEach(lock -> {
                    assertThat(lock.age().orElseThrow().abs()).isLessThan(Duration.ofMinutes(1));
                    seen.add(lock.id());
                });
                return !seen.isEmpty() || !running.isAlive();
            });
        }
        assertThat(seen).isNotEmpty();
    }

    @Test
    void shouldReadAndRemoveLocksByTheStoresClock(S3Bucket bucket, CountingProxy proxy) throws IOException {
        upload(bucket, VolSyncRepository.unpackTo(folder), "app");
        put(bucket, "app/locks/" + LOCK.value(), "lock");
        put(bucket, "app/locks/" + OTHER_LOCK.value(), "lock");
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));

        try (RepositoryStore store = Stores.open(Stores.repository(bucket.via(proxy), "app"), ahead, Stores.LIMITS)) {
            StoredLocks locks = store.locks().answer().orElseThrow();
            assertThat(locks.time().clockwork()).isEqualTo(Clockwork.STORE);
            assertThat(locks.time().ahead()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
            assertThat(locks.locks()).extracting(StoredLock::id).containsExactlyInAnyOrder(LOCK, OTHER_LOCK);
            assertThat(locks.locks())
                    .allSatisfy(
                            lock -> assertThat(lock.age().orElseThrow().abs()).isLessThan(Duration.ofMinutes(1)));
            proxy.forget();

            assertThat(store.removeLock(LOCK)).isEqualTo(new Answered<>(LOCK));
            assertThat(methods(proxy)).containsExactly("DELETE");
            assertThat(store.removeLock(LOCK)).isEqualTo(new Answered<>(LOCK));

            assertThat(store.locks().answer().orElseThrow().locks())
                    .extracting(StoredLock::id)
                    .containsExactly(OTHER_LOCK);
            assertThat(store.sizes().answer().orElseThrow().total().objects())
                    .isEqualTo(files(folder.resolve("app")).size() + 1);
        }
    }

    @Test
    void shouldTellNothingFromHalfOfARepositoryAndFromOtherThings(S3Bucket bucket, CountingProxy proxy)
            throws IOException {
        upload(bucket, VolSyncRepository.unpackTo(folder), "whole");
        put(bucket, "half/keys/" + "aa".repeat(32), "key");
        put(bucket, "half/data/00/" + "00".repeat(32), "pack");
        put(bucket, "empty/config", "");
        put(bucket, "notes/readme.txt", "hello");
        // Neither is below the place, though their names start alike.
        put(bucket, "absent-not/config", "another's");
        put(bucket, "absent.txt", "another's");

        assertThat(presence(bucket, "absent")).isEqualTo(new Answered<>(new Absent()));
        assertThat(presence(bucket, "half"))
                .isEqualTo(
                        new Answered<>(new Headless(ConfigState.MISSING, new Contents(List.of("data/", "keys/"), 2))));
        assertThat(presence(bucket, "empty"))
                .isEqualTo(new Answered<>(new Headless(ConfigState.EMPTY, new Contents(List.of("config"), 1))));
        assertThat(presence(bucket, "notes"))
                .isEqualTo(new Answered<>(new Foreign(new Contents(List.of("readme.txt"), 1))));
        assertThat(presence(bucket, "whole").answer().orElseThrow()).isInstanceOf(Present.class);
        assertThat(presence(bucket.via(proxy), ""))
                .isEqualTo(new Answered<>(new Foreign(
                        new Contents(List.of("absent-not/", "absent.txt", "empty/", "half/", "notes/"), 6))));
        assertThat(methods(proxy)).containsExactly("GET");
    }

    @Test
    void shouldNameRepositoriesThatMayHaveBeenMeant(S3Bucket bucket, CountingProxy proxy) throws IOException {
        Path repository = VolSyncRepository.unpackTo(folder);
        for (String place : List.of("volsync/plex", "volsync/sonarr", "old/plexx", "top")) {
            upload(bucket, repository, place);
        }
        put(bucket, "notes/readme.txt", "hello");

        assertThat(siblings(bucket.via(proxy), "volsync/plexx"))
                .isEqualTo(new Siblings(
                        List.of(
                                        location(bucket, "volsync/plex"),
                                        location(bucket, "old/plexx"),
                                        location(bucket, "volsync/sonarr"),
                                        location(bucket, "top"))
                                .stream()
                                .map(it -> moved(it, proxy))
                                .toList(),
                        Coverage.COMPLETE));
        assertThat(siblings(bucket, "volsinc/plex").repositories().get(0)).isEqualTo(location(bucket, "volsync/plex"));
        assertThat(siblings(bucket, "").repositories()).contains(location(bucket, "top"));
    }

    @Test
    void shouldSayWhatIsWrongWithBucketAndKeys(S3Bucket bucket) {
        S3Access access = bucket.access();
        S3Bucket missing = new S3Bucket(access, "there-is-none");
        S3Bucket wrongSecret =
                new S3Bucket(new S3Access(access.endpoint(), access.accessKey(), "not the secret"), bucket.name());
        S3Bucket unknownKey =
                new S3Bucket(new S3Access(access.endpoint(), "nobody", access.secretKey()), bucket.name());

        assertThat(Stores.failure(presence(missing, "app")).kind()).isEqualTo(Kind.BUCKET_MISSING);
        assertThat(Stores.failure(presence(wrongSecret, "app")).kind()).isEqualTo(Kind.CREDENTIALS_REFUSED);
        assertThat(Stores.failure(presence(unknownKey, "app")).kind())
                .isIn(Kind.CREDENTIALS_REFUSED, Kind.ACCESS_DENIED);
    }

    @Test
    void shouldSayThatOurClockIsAnHourAhead(S3Bucket bucket) {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        try (RepositoryStore store = Stores.open(Stores.repository(bucket, "app"), ahead, Stores.LIMITS)) {
            StoreFailure failure = Stores.failure(store.presence());

            assertThat(failure.kind()).isEqualTo(Kind.CLOCK_SKEW);
            assertThat(failure.storeTime())
                    .hasValueSatisfying(time -> assertThat(
                                    Duration.between(time, Instant.now()).abs())
                            .isLessThan(Duration.ofMinutes(1)));
        }
    }

    @Test
    void shouldSeeTheStoreGoAndComeBack(@TempDir Path objects) throws IOException {
        try (S3ProxyServer server = S3ProxyServer.start(objects)) {
            server.createBucket("backups");
            S3Bucket bucket = new S3Bucket(server.access(), "backups");
            upload(bucket, VolSyncRepository.unpackTo(folder), "app");
            try (RepositoryStore store = Stores.open(bucket, "app")) {
                assertThat(store.presence().answer()).isPresent();

                server.stop();
                assertThat(Stores.failure(store.presence()).kind()).isIn(Kind.REFUSED, Kind.CONNECTION_FAILED);

                server.restart();
                assertThat(store.presence().answer()).isPresent();
            }
        }
    }

    private ResticClient restic(S3Bucket bucket, String path) {
        Path program = Tools.require(Tools.restic(ResticSeries.V0_19));
        SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
        BinaryInspection.Usable usable =
                (BinaryInspection.Usable) ResticBinary.inspect(program, launcher, InspectionMemory.NONE);
        Repository repository = Stores.repository(bucket, path, Map.of("RESTIC_PASSWORD", "correct horse"));
        return new ResticClient(usable.binary(), launcher, repository.withCache(folder.resolve("cache")));
    }

    private void backUp(ResticClient restic) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("file"), "hello");
        assertThat(restic.backup(BackupOptions.ofDirectory(source), CONTROL).reported())
                .isPresent();
    }

    private static StoreResult<RepositoryPresence> presence(S3Bucket bucket, String path) {
        try (RepositoryStore store = Stores.open(bucket, path)) {
            return store.presence();
        }
    }

    private static Siblings siblings(S3Bucket bucket, String path) {
        try (RepositoryStore store = Stores.open(bucket, path)) {
            return store.siblings(5).answer().orElseThrow();
        }
    }

    private static RepositoryLocation location(S3Bucket bucket, String path) {
        return Stores.repository(bucket, path).location();
    }

    private static RepositoryLocation moved(RepositoryLocation location, CountingProxy proxy) {
        S3 s3 = (S3) location;
        URI endpoint = proxy.endpoint();
        return new S3(s3.transport(), endpoint.getHost(), endpoint.getPort(), s3.bucket(), s3.prefix());
    }

    private static List<String> methods(CountingProxy proxy) {
        return proxy.requests().stream().map(S3Request::method).toList();
    }

    private static void upload(S3Bucket bucket, Path repository, String place) throws IOException {
        try (S3Client client = client(bucket)) {
            for (Path file : files(repository)) {
                client.putObject(
                        request -> request.bucket(bucket.name()).key(place + "/" + repository.relativize(file)),
                        RequestBody.fromFile(file));
            }
        }
    }

    private static void put(S3Bucket bucket, String key, String text) {
        try (S3Client client = client(bucket)) {
            client.putObject(request -> request.bucket(bucket.name()).key(key), RequestBody.fromString(text));
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static S3Client client(S3Bucket bucket) {
        return S3Client.builder()
                .endpointOverride(bucket.access().endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        bucket.access().accessKey(), bucket.access().secretKey())))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
