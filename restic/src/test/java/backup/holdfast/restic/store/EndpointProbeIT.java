package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.EndpointProbe.Answer;
import backup.holdfast.testsupport.s3.ListingAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import backup.holdfast.testsupport.tls.TestAuthority;
import backup.holdfast.testsupport.tls.TlsFront;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets. */
@Timeout(60)
class EndpointProbeIT {
    private final EndpointProbe probe = new EndpointProbe(Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 403 Forbidden,             THERE",
        "HTTP/1.1 200 OK,                    THERE",
        "HTTP/1.0 404 Not Found,             THERE",
        "HTTP/1.1 503 Service Unavailable,   SILENT",
        "HTTP/1.1 500 Internal Server Error, SILENT",
        "SSH-2.0-OpenSSH_9,                  SILENT",
        "'',                                 SILENT",
    })
    void shouldTakeAnyAnswerButServerErrorsForSomebody(String line, Answer answer) throws Exception {
        try (ServerSocket server = listening(line + "\r\n\r\n")) {
            assertThat(probe.ask(at("s3:http://127.0.0.1:" + server.getLocalPort() + "/bucket")))
                    .isEqualTo(answer);
            assertThat(probe.ask(at("rest:http://127.0.0.1:" + server.getLocalPort() + "/")))
                    .isEqualTo(answer);
        }
    }

    @Test
    void shouldKnowAnSshServerByItsGreeting() throws Exception {
        try (ServerSocket server = listening("SSH-2.0-OpenSSH_9\r\n")) {
            assertThat(probe.ask(at("sftp://backup@127.0.0.1:" + server.getLocalPort() + "/srv")))
                    .isEqualTo(Answer.THERE);
        }
    }

    @Test
    void shouldNotWaitForSomebodyWhoAcceptsAndSaysNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(probe.ask(at("s3:http://127.0.0.1:" + server.getLocalPort() + "/bucket")))
                    .isEqualTo(Answer.SILENT);
            assertThat(probe.ask(at("s3:https://127.0.0.1:" + server.getLocalPort() + "/bucket")))
                    .isEqualTo(Answer.SILENT);
        }
    }

    @Test
    void shouldFindNobodyWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThat(probe.ask(at("s3:http://127.0.0.1:" + port + "/bucket"))).isEqualTo(Answer.SILENT);
        assertThat(probe.ask(at("s3:http://store.invalid:9000/bucket"))).isEqualTo(Answer.SILENT);
    }

    @Test
    void shouldGreetASpeakerOfTlsWhoseCertificateNobodyTrusts(@TempDir Path folder) throws Exception {
        TestAuthority authority = TestAuthority.create(folder);
        try (ScriptedS3 store =
                        ScriptedS3.start(ListingAnswer.of("backups", "app/").answer());
                TlsFront front = TlsFront.start(store.endpoint(), authority)) {
            assertThat(probe.ask(at("s3:" + front.endpoint() + "/bucket"))).isEqualTo(Answer.THERE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt/repository", "b2:bucket:app", "rclone:remote:app", "azure:container:/app"})
    void shouldNotAskWhereOnlyAMoverCan(String repository) {
        assertThat(probe.ask(at(repository))).isEqualTo(Answer.CANNOT_ASK);
    }

    private static RepositoryLocation at(String text) {
        return RepositoryLocation.parse(text);
    }

    /** Says the same to everybody. */
    private static ServerSocket listening(String greeting) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }
}
