package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.testsupport.s3.AmazonAnswers;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.ListingAnswer;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3ProxyServer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import backup.holdfast.testsupport.tls.TestAuthority;
import backup.holdfast.testsupport.tls.TlsFront;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong on the way to a store, over real sockets. */
@Timeout(60)
class StoreConnectionsIT {

    private static final StoreResult<RepositoryPresence> ABSENT = new Answered<>(new Absent());
    private static final StoreLimits IMPATIENT =
            new StoreLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), 1000, 10);

    private ScriptedS3 server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server = ScriptedS3.start(ListingAnswer.of("backups", "app/").answer());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldSayThatNothingListens() throws IOException {
        URI closed;
        try (ServerSocket socket = listener()) {
            closed = uri("http", socket);
        }

        assertThat(ask(closed))
                .isEqualTo(failure(
                        Kind.REFUSED,
                        closed,
                        "Nothing listens at {}: check that the store runs, and host and port in RESTIC_REPOSITORY."));
    }

    @Test
    void shouldSayThatThereIsNoSuchHost() {
        URI nowhere = URI.create("http://store.invalid:9000");

        assertThat(ask(nowhere))
                .isEqualTo(failure(
                        Kind.UNKNOWN_HOST,
                        nowhere,
                        "No such host: store.invalid: check RESTIC_REPOSITORY, and the DNS of the cluster."));
    }

    @Test
    void shouldNotWaitForAServerThatNeverAnswers() throws IOException {
        try (ServerSocket silent = listener()) {
            long start = System.nanoTime();

            assertThat(ask(uri("http", silent))).isEqualTo(timeout(uri("http", silent)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldNotWaitForAServerThatSendsAByteNowAndThen() throws Exception {
        try (ServerSocket slow = listener()) {
            Thread thread = serve(slow, socket -> {
                byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<ListBucketResult>"
                        .getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(answer);
                while (!Thread.interrupted()) {
                    socket.getOutputStream().write(' ');
                    socket.getOutputStream().flush();
                    Thread.sleep(200);
                }
            });
            long start = System.nanoTime();

            assertThat(ask(uri("http", slow))).isEqualTo(timeout(uri("http", slow)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            thread.interrupt();
        }
    }

    @Test
    void shouldSayThatTheConnectionBroke() {
        try (CountingProxy proxy = CountingProxy.start(server.endpoint())) {
            proxy.behave(request -> new Reaction.Reset());

            StoreFailure failure = ask(proxy.endpoint());

            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_FAILED);
            assertThat(failure.message())
                    .startsWith("The connection to " + failure.endpoint() + " broke (")
                    .endsWith("): check the store and what lies between.");
        }
    }

    @Test
    void shouldTellGarbageFromS3() throws IOException {
        try (ServerSocket ssh = listener()) {
            serve(
                    ssh,
                    socket -> socket.getOutputStream()
                            .write("SSH-2.0-OpenSSH_9.9\r\n".getBytes(StandardCharsets.US_ASCII)));

            StoreFailure failure = ask(uri("http", ssh));

            assertThat(failure.kind()).isIn(Kind.CONNECTION_FAILED, Kind.NOT_S3);
        }
    }

    @Test
    void shouldTrustTheGivenAuthorityAlone() throws IOException {
        TestAuthority authority = TestAuthority.create(Files.createDirectory(folder.resolve("ours")));
        TestAuthority other = TestAuthority.create(Files.createDirectory(folder.resolve("other")));
        try (TlsFront front = TlsFront.start(server.endpoint(), authority)) {
            Repository repository = Stores.repository(Stores.bucket(front.endpoint(), "backups"), "app");

            assertThat(presence(repository.withCaCertificate(file("ca.pem", authority.certificate()))))
                    .isEqualTo(ABSENT);
            assertThat(presence(repository.withCaCertificate(
                            file("both.pem", other.certificate() + "\n" + authority.certificate()))))
                    .isEqualTo(ABSENT);
            assertThat(Stores.failure(presence(repository.withCaCertificate(file("other.pem", other.certificate()))))
                            .kind())
                    .isEqualTo(Kind.CERTIFICATE_UNTRUSTED);
            assertThat(Stores.failure(presence(repository)))
                    .isEqualTo(failure(
                            Kind.CERTIFICATE_UNTRUSTED,
                            front.endpoint(),
                            "The certificate of {} is not trusted (unable to find valid certification path to requested"
                                    + " target): give the CA in spec.restic.customCA, or check the host in"
                                    + " RESTIC_REPOSITORY."));
        }
    }

    @Test
    void shouldNotTrustACertificateOfAnotherHost() throws IOException {
        TestAuthority authority = TestAuthority.create(folder);
        try (TlsFront front = TlsFront.start(server.endpoint(), authority)) {
            URI otherName = URI.create("https://localhost:" + front.endpoint().getPort());
            Repository repository = Stores.repository(Stores.bucket(otherName, "backups"), "app")
                    .withCaCertificate(file("ca.pem", authority.certificate()));

            StoreFailure failure = Stores.failure(presence(repository));

            assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE_UNTRUSTED);
            assertThat(failure.message()).contains("localhost");
        }
    }

    @Test
    void shouldSayThatTlsIsNotSpoken() {
        try (S3ProxyServer plain = S3ProxyServer.start(folder)) {
            URI https = URI.create("https://" + plain.access().endpoint().getAuthority());

            assertThat(ask(https))
                    .isEqualTo(failure(
                            Kind.TLS_NOT_SPOKEN,
                            https,
                            "{} does not speak TLS: write http:// instead of https:// in RESTIC_REPOSITORY, or check the"
                                    + " port."));
        }
    }

    @Test
    void shouldSayThatTlsIsWanted() {
        try (TlsFront front = TlsFront.start(server.endpoint(), TestAuthority.create(folder))) {
            URI http = URI.create("http://" + front.endpoint().getAuthority());

            assertThat(ask(http))
                    .isEqualTo(failure(
                            Kind.TLS_NEEDED,
                            http,
                            "{} speaks TLS: write https:// instead of http:// in RESTIC_REPOSITORY."));
        }
    }

    @Test
    void shouldGoThroughTheProxyOfTheEnvironment() {
        try (CountingProxy proxy = CountingProxy.start(server.endpoint())) {
            Repository repository = Stores.repository(
                    Stores.bucket(URI.create("http://store.invalid:9000"), "backups"),
                    "app",
                    Map.of("http_proxy", proxy.endpoint().toString()));

            assertThat(presence(repository)).isEqualTo(ABSENT);

            assertThat(proxy.requests()).hasSize(1);
            assertThat(proxy.requests().get(0).target()).startsWith("http://store.invalid:9000/backups?");
        }
    }

    @Test
    void shouldNotGoThroughAProxyTheEnvironmentExcludes() {
        try (CountingProxy proxy = CountingProxy.start(server.endpoint())) {
            Repository repository = Stores.repository(
                    Stores.bucket(URI.create("http://store.invalid:9000"), "backups"),
                    "app",
                    Map.of("HTTP_PROXY", proxy.endpoint().toString(), "NO_PROXY", "example.com,.invalid"));

            assertThat(Stores.failure(presence(repository)).kind()).isEqualTo(Kind.UNKNOWN_HOST);
            assertThat(proxy.requests()).isEmpty();
        }
    }

    @Test
    void shouldSayThatTheProxyFails() throws IOException {
        URI closed;
        try (ServerSocket socket = listener()) {
            closed = uri("http", socket);
        }
        for (String store : new String[] {"http://store.invalid:9000", "https://store.invalid:9000"}) {
            Repository repository = Stores.repository(
                    Stores.bucket(URI.create(store), "backups"),
                    "app",
                    Map.of("HTTP_PROXY", closed.toString(), "HTTPS_PROXY", closed.toString()));

            assertThat(Stores.failure(presence(repository)))
                    .isEqualTo(failure(
                            Kind.PROXY_FAILED,
                            URI.create(store),
                            "The proxy on the way to {} fails (Connection refused): check HTTP_PROXY, HTTPS_PROXY and"
                                    + " NO_PROXY."));
        }
    }

    @Test
    void shouldAnswerAgainWhenTheStoreIsBack() {
        try (CountingProxy proxy = CountingProxy.start(server.endpoint());
                RepositoryStore store = Stores.open(Stores.bucket(proxy.endpoint(), "backups"), "app")) {
            proxy.behave(request -> new Reaction.Refuse(503, "SlowDown"));
            assertThat(Stores.failure(store.presence()).kind()).isEqualTo(Kind.SERVER_ERROR);

            proxy.behaveWell();

            assertThat(store.presence()).isEqualTo(ABSENT);
            assertThat(proxy.requests()).hasSize(2);
        }
    }

    @Test
    void shouldFailWhereARefusalComesHalfwayThroughAListing() {
        try (ScriptedS3 half =
                        ScriptedS3.start(request -> request.request().target().contains("continuation-token")
                                ? AmazonAnswers.accessDenied()
                                : ListingAnswer.of("backups", "app/")
                                        .object("app/data/00/00", 1, Instant.EPOCH)
                                        .next("more")
                                        .answer());
                RepositoryStore store = Stores.open(Stores.bucket(half.endpoint(), "backups"), "app")) {
            assertThat(Stores.failure(store.sizes()).kind()).isEqualTo(Kind.ACCESS_DENIED);
            assertThat(Stores.failure(store.locks()).kind()).isEqualTo(Kind.ACCESS_DENIED);
        }
    }

    private static StoreFailure ask(URI endpoint) {
        return Stores.failure(presence(Stores.repository(Stores.bucket(endpoint, "backups"), "app")));
    }

    private static StoreResult<RepositoryPresence> presence(Repository repository) {
        try (RepositoryStore store = Stores.open(repository, Clock.systemUTC(), IMPATIENT)) {
            return store.presence();
        }
    }

    private static StoreFailure timeout(URI endpoint) {
        return failure(
                Kind.TIMEOUT,
                endpoint,
                "{} does not answer in time: check that the store runs and that nothing on the way swallows connections.");
    }

    private static StoreFailure failure(Kind kind, URI endpoint, String message) {
        String address = endpoint.getAuthority();
        return new StoreFailure(kind, message.replace("{}", address), address, Optional.empty(), Optional.empty());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static URI uri(String scheme, ServerSocket socket) {
        return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort());
    }

    private static Thread serve(ServerSocket listener, Conversation conversation) {
        Thread thread = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                conversation.hold(socket);
            } catch (IOException | InterruptedException ended) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private interface Conversation {
        void hold(Socket socket) throws IOException, InterruptedException;
    }
}
