package backup.holdfast.testsupport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.testsupport.s3.S3Request.Part;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountingProxyTest {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger answered = new AtomicInteger();

    private HttpServer server;
    private CountingProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            answered.incrementAndGet();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String host = exchange.getRequestHeaders().getFirst("Host");
            byte[] body = (exchange.getRequestMethod() + " " + host + " " + new String(sent, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            boolean chunked = exchange.getRequestURI().getPath().contains("chunked");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : chunked ? 0 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                if (!head) {
                    out.write(body);
                }
            }
        });
        server.start();
        proxy = CountingProxy.start(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    @Test
    void shouldPassRequestsOnWithTheHostTheClientMeant() throws Exception {
        String host = proxy.endpoint().getAuthority();

        assertThat(send("PUT", "/b/x", "sent").body()).isEqualTo("PUT " + host + " sent");
        assertThat(send("GET", "/b/chunked", "").body()).isEqualTo("GET " + host + " ");
        assertThat(send("HEAD", "/b/x", "").statusCode()).isEqualTo(200);
        assertThat(sendChunked("/b/x", "in chunks").body()).isEqualTo("PUT " + host + " in chunks");
    }

    @Test
    void shouldCountByMethodAndPartOfTheRepository() throws Exception {
        send("GET", "/b/p/config", "");
        send("PUT", "/b/p/locks/abc", "x");
        send("DELETE", "/b/p/locks/abc", "");
        send("GET", "/b/?list-type=2&prefix=p%2Flocks%2F", "");

        assertThat(proxy.counts())
                .isEqualTo(Map.of(
                        Part.CONFIG, Map.of("GET", 1L),
                        Part.LOCKS, Map.of("PUT", 1L, "DELETE", 1L),
                        Part.LIST, Map.of("GET", 1L)));
        proxy.forget();
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void shouldRefuseInTheServersPlaceAndKeepTheConnection() throws Exception {
        proxy.behave(request ->
                request.method().equals("PUT") ? new Reaction.Refuse(503, "SlowDown") : new Reaction.Forward());

        HttpResponse<String> refused = send("PUT", "/b/x", "sent");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("<Code>SlowDown</Code>");
        assertThat(send("GET", "/b/x", "").statusCode()).isEqualTo(200);
        assertThat(answered).hasValue(1);

        proxy.behaveWell();
        assertThat(send("PUT", "/b/x", "sent").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldBreakTheConnection() {
        proxy.behave(request -> new Reaction.Reset());

        assertThatThrownBy(() -> send("GET", "/b/x", ""))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(answered).hasValue(0);
    }

    @Test
    void shouldNeverAnswer() {
        proxy.behave(request -> new Reaction.Hang());

        assertThatThrownBy(() -> send("GET", "/b/x", "")).isInstanceOf(HttpTimeoutException.class);
        assertThat(answered).hasValue(0);
        assertThat(proxy.requests()).isEqualTo(List.of(new S3Request("GET", "/b/x")));
    }

    @Test
    void shouldDelayEachRequest() throws Exception {
        send("GET", "/b/x", "");
        proxy.behave(request -> new Reaction.Delay(Duration.ofMillis(300)));

        long start = System.nanoTime();
        send("GET", "/b/x", "");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /bucket/?location=, BUCKET",
        "POST, /bucket/?delete=, BUCKET",
        "GET, /bucket/?delimiter=%2F&list-type=2&prefix=app%2Fkeys%2F, LIST",
        "HEAD, /bucket/app/config, CONFIG",
        "PUT, /bucket/app/data/4f/4f00, DATA",
        "GET, /bucket/index/00ab, INDEX",
        "PUT, /bucket/data/snapshots/00ab, SNAPSHOTS",
        "GET, /bucket/readme.txt, OTHER",
    })
    void shouldTellWhatARequestIsAbout(String method, String target, Part part) {
        assertThat(new S3Request(method, target).part()).isEqualTo(part);
    }

    private HttpResponse<String> send(String method, String target, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(proxy.endpoint().resolve(target))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(2))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> sendChunked(String target, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(proxy.endpoint().resolve(target))
                        .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
                        .expectContinue(true)
                        .timeout(Duration.ofSeconds(2))
                        .build(),
                BodyHandlers.ofString());
    }
}
