package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreTime.Clockwork;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.rest.RestServer;
import backup.holdfast.testsupport.rest.RestServer.Manner;
import backup.holdfast.testsupport.rest.RestServer.Served;
import backup.holdfast.testsupport.tls.TestAuthority;
import backup.holdfast.testsupport.tls.TlsFront;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repositories as restic's own REST server keeps them. */
@Timeout(120)
class RestStoreIT {

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(60));
    private static final LockId LOCK = new LockId("0a".repeat(32));
    private static final LockId OTHER_LOCK = new LockId("1b".repeat(32));
    private static final StoreResult<RepositoryPresence> ABSENT = new Answered<>(new Absent());

    @TempDir
    private Path folder;

    @Test
    void shouldTellARepositoryFromNothingAndFromHalfOfOne() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING)) {
            Path repository = repository(server, "app");

            assertThat(presence(server, "app"))
                    .isEqualTo(new Answered<>(new Present(Files.size(repository.resolve("config")), Optional.empty())));
            assertThat(server.requests()).containsExactly(new Served("GET", "/app/config", 200, "holdfast"));
            assertThat(presence(server, "other")).isEqualTo(ABSENT);
            assertThat(presence(server, "other/deeper")).isEqualTo(ABSENT);

            Files.delete(repository.resolve("config"));
            Contents contents = new Contents(List.of("data/", "index/", "keys/", "snapshots/"), 4);
            assertThat(presence(server, "app")).isEqualTo(new Answered<>(new Headless(ConfigState.MISSING, contents)));
            Files.createFile(repository.resolve("config"));
            assertThat(presence(server, "app")).isEqualTo(new Answered<>(new Headless(ConfigState.EMPTY, contents)));
        }
    }

    @Test
    void shouldCallFoldersWithNothingInThemNothing() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING)) {
            for (String part : List.of("keys", "snapshots", "index", "data", "locks")) {
                Files.createDirectories(server.repository("app").resolve(part));
            }

            assertThat(presence(server, "app")).isEqualTo(ABSENT);
        }
    }

    @Test
    void shouldNotCallAbsentWhatTheServerFailsToLookAt() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING)) {
            Files.createFile(Files.createDirectories(server.repository("a")).resolve("file"));

            assertThat(Stores.failure(presence(server, "a/file"))).satisfies(failure -> {
                assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
                assertThat(failure.storeTime()).isPresent();
            });
        }
    }

    @Test
    void shouldSeeWhatResticWroteBelowAnyName() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING)) {
            Repository repository = Repository.from(Map.of(
                    "RESTIC_REPOSITORY",
                    "rest:" + server.endpoint() + "/Ann%20%26%20Bob/%C3%BC+%23%25",
                    "RESTIC_PASSWORD",
                    "correct horse"));
            assertThat(restic(repository).init(CONTROL).reported()).isPresent();

            assertThat(server.repository("Ann & Bob/ü+#%").resolve("config")).exists();
            assertThat(Stores.open(repository).presence().answer()).containsInstanceOf(Present.class);
        }
    }

    @Test
    void shouldListUndatedLocksAndRemoveExactlyOneEvenWhereNothingElseMayGo() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.APPEND_ONLY)) {
            Path locks = repository(server, "app").resolve("locks");
            lock(locks, LOCK);
            lock(locks, OTHER_LOCK);
            Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
            RepositoryStore store = Stores.open(at(server, "app"), ahead, Stores.LIMITS);

            StoredLocks listed = store.locks().answer().orElseThrow();

            assertThat(listed.locks())
                    .containsExactlyInAnyOrder(StoredLock.undated(LOCK, 4), StoredLock.undated(OTHER_LOCK, 4));
            assertThat(listed.time().clockwork()).isEqualTo(Clockwork.STORE);
            assertThat(listed.time().ahead()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
            assertThat(server.requests())
                    .as("a server that dates one dates none")
                    .extracting(Served::method)
                    .containsExactly("GET", "HEAD");

            assertThat(store.removeLock(LOCK)).isEqualTo(new Answered<>(LOCK));

            assertThat(server.requests()).endsWith(new Served("DELETE", "/app/locks/" + LOCK, 200, "holdfast"));
            assertThat(locks.resolve(LOCK.value())).doesNotExist();
            assertThat(locks.resolve(OTHER_LOCK.value())).exists();
            assertThat(store.removeLock(LOCK)).as("gone before").isEqualTo(new Answered<>(LOCK));
        }
    }

    @Test
    void shouldAddUpSizesAndKnowOfNoOthers() throws IOException {
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING)) {
            Path repository = repository(server, "app");
            repository(server, "other");
            RepositoryStore store = Stores.open(at(server, "app"));

            assertThat(store.sizes())
                    .as("what the folder says")
                    .isEqualTo(new PathStore(repository, Clock.systemUTC(), Stores.LIMITS).sizes());
            assertThat(Stores.open(at(server, "app"), Clock.systemUTC(), Stores.LIMITS.withObjects(3))
                            .sizes()
                            .answer()
                            .orElseThrow())
                    .satisfies(sizes -> {
                        assertThat(sizes.extent()).isEqualTo(StoredSizes.Extent.CUT_SHORT);
                        assertThat(sizes.total().objects()).isEqualTo(3);
                    });
            assertThat(Stores.open(at(server, "nothing"))
                            .sizes()
                            .answer()
                            .orElseThrow()
                            .total()
                            .objects())
                    .isZero();
            assertThat(store.siblings(5)).isEqualTo(new Answered<>(new Siblings(List.of(), Coverage.PARTIAL)));
            assertThat(store.timeOfWriting().answer().orElseThrow().clockwork()).isEqualTo(Clockwork.STORE);
        }
    }

    @Test
    void shouldSignInAsResticDoesAndShowNobodyHow() throws IOException {
        String password = "battery/staple:50%@ü";
        String escaped = "battery%2Fstaple%3A50%25%40%C3%BC";
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING, "ann", password)) {
            String host = server.endpoint().getAuthority();
            Map<String, String> beside = Map.of("RESTIC_REST_USERNAME", "ann", "RESTIC_REST_PASSWORD", password);
            Map<String, String> wrong = Map.of("RESTIC_REST_USERNAME", "ann", "RESTIC_REST_PASSWORD", "horse-battery");

            assertThat(presence("rest:http://ann:" + escaped + "@" + host + "/app/", Map.of()))
                    .isEqualTo(ABSENT);
            assertThat(presence("rest:http://ann:" + escaped + "@" + host, wrong))
                    .isEqualTo(ABSENT);
            assertThat(presence("rest:http://" + host + "/app", beside)).isEqualTo(ABSENT);

            assertThat(Stream.of(
                                    presence("rest:http://ann:horse-battery@" + host + "/app", beside),
                                    presence("rest:http://" + host + "/app", wrong),
                                    presence("rest:http://" + host + "/app", Map.of()))
                            .map(Stores::failure))
                    .allSatisfy(failure -> assertThat(failure.toString()).doesNotContain("horse-battery", password))
                    .extracting(StoreFailure::kind)
                    .containsExactly(Kind.CREDENTIALS_REFUSED, Kind.CREDENTIALS_REFUSED, Kind.CREDENTIALS_MISSING);
        }
    }

    @Test
    void shouldTrustTheGivenAuthorityAloneAndSayWhatIsWrongOnTheWay() throws IOException {
        TestAuthority authority = TestAuthority.create(Files.createDirectory(folder.resolve("authority")));
        URI gone;
        try (RestServer server = RestServer.start(folder, Manner.ANYTHING);
                TlsFront front = TlsFront.start(server.endpoint(), authority)) {
            Repository secure = at("rest:" + front.endpoint() + "/app/", Map.of());
            Path ca = Files.writeString(folder.resolve("ca.pem"), authority.certificate());

            assertThat(presence(secure.withCaCertificate(ca))).isEqualTo(ABSENT);
            assertThat(Stores.failure(presence(secure)).kind()).isEqualTo(Kind.CERTIFICATE_UNTRUSTED);
            String plain = "rest:http://ann:horse-battery@" + front.endpoint().getAuthority() + "/app/";
            assertThat(Stores.failure(presence(plain, Map.of())).kind()).isEqualTo(Kind.TLS_NEEDED);
            gone = server.endpoint();
        }
        assertThat(Stores.failure(presence("rest:http://ann:horse-battery@" + gone.getAuthority() + "/app/", Map.of())))
                .isEqualTo(StoreFailure.of(
                        Kind.REFUSED,
                        gone.getAuthority(),
                        "Nothing listens at " + gone.getAuthority()
                                + ": check that the store runs, and host and port in RESTIC_REPOSITORY."));
    }

    private static Path repository(RestServer server, String path) throws IOException {
        Path repository = server.repository(path);
        Files.createDirectories(repository.getParent());
        Path unpacked = Files.createTempDirectory(repository.getParent(), "unpacked");
        return Files.move(VolSyncRepository.unpackTo(unpacked), repository);
    }

    private static void lock(Path locks, LockId id) throws IOException {
        Files.writeString(Files.createDirectories(locks).resolve(id.value()), "lock");
    }

    private static StoreResult<RepositoryPresence> presence(RestServer server, String path) {
        return presence(at(server, path));
    }

    private static StoreResult<RepositoryPresence> presence(String location, Map<String, String> more) {
        return presence(at(location, more));
    }

    private static StoreResult<RepositoryPresence> presence(Repository repository) {
        try (RepositoryStore store = Stores.open(repository)) {
            return store.presence();
        }
    }

    private static Repository at(RestServer server, String path) {
        return at(server.resticRepository(path), Map.of());
    }

    private static Repository at(String location, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("RESTIC_REPOSITORY", location);
        return Repository.from(environment);
    }

    private static ResticClient restic(Repository repository) {
        SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
        BinaryInspection inspection =
                ResticBinary.inspect(Tools.require(Tools.restic(ResticSeries.ANY)), launcher, InspectionMemory.NONE);
        return new ResticClient(((BinaryInspection.Usable) inspection).binary(), launcher, repository);
    }
}
