package backup.holdfast.testsupport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ProxyServerIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path temp;

    @Test
    void shouldKeepItsAddressAndItsObjectsOverARestart() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.start(temp.resolve("objects"))) {
            S3Access access = server.access();
            server.createBucket("kept");
            // Unsigned, so refused: but by a server that answers.
            assertThat(status(access.endpoint())).isEqualTo(403);

            server.stop();
            assertThatThrownBy(() -> status(access.endpoint())).isInstanceOf(ConnectException.class);

            server.restart();
            assertThat(server.access()).isEqualTo(access);
            assertThat(status(access.endpoint())).isEqualTo(403);
            assertThat(temp.resolve("objects/kept")).isDirectory();
        }
        assertThat(temp.resolve("objects/kept")).isDirectory();
    }

    @Test
    void shouldUseTheServerTheEnvironmentNames() {
        try (S3TestServer server = S3TestServer.choose(
                Map.of(
                        "S3_TEST_ENDPOINT", "http://s3.example:9000/",
                        "S3_TEST_ACCESS_KEY", "key",
                        "S3_TEST_SECRET_KEY", "secret"),
                temp)) {
            assertThat(server.access()).isEqualTo(new S3Access(URI.create("http://s3.example:9000"), "key", "secret"));
        }
    }

    @Test
    void shouldSayWhichVariableIsMissing() {
        Map<String, String> incomplete =
                Map.of("S3_TEST_ENDPOINT", "http://s3.example:9000", "S3_TEST_ACCESS_KEY", "key");

        assertThatThrownBy(() -> S3TestServer.choose(incomplete, temp))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("S3_TEST_SECRET_KEY is not set");
    }

    @Test
    void shouldRunS3ProxyWhereNoContainersRun() throws Exception {
        Path deadSocket = Files.createFile(temp.resolve("docker.sock"));
        for (String socket : new String[] {temp.resolve("absent.sock").toString(), deadSocket.toString()}) {
            try (S3TestServer server =
                    S3TestServer.choose(Map.of("DOCKER_HOST", "unix://" + socket), temp.resolve("objects"))) {
                assertThat(server.description()).isEqualTo("S3Proxy in this JVM");
            }
        }
    }

    @Test
    void shouldRunS3ProxyWhereTheContainerDoesNotStart() {
        S3Choice broken = new S3Choice(() -> {
            throw new IllegalStateException("no such image");
        });

        try (S3TestServer server = broken.choose(Map.of("DOCKER_HOST", "tcp://engine.example:2375"), temp)) {
            assertThat(server.description()).isEqualTo("S3Proxy in this JVM");
        }
    }

    @Test
    void shouldPreferTheContainerWhereOneStarts() {
        S3TestServer container = ExternalS3.of(Map.of(
                "S3_TEST_ENDPOINT", "http://container:9000", "S3_TEST_ACCESS_KEY", "k", "S3_TEST_SECRET_KEY", "s"));

        try (S3TestServer server =
                new S3Choice(() -> container).choose(Map.of("DOCKER_HOST", "tcp://engine.example:2375"), temp)) {
            assertThat(server).isSameAs(container);
        }
    }

    private int status(URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
