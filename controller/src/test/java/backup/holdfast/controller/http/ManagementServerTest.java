package backup.holdfast.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.http.ManagementServer.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
    private static final InetSocketAddress ANY_FREE_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Readiness readiness = new Readiness(true, "ready");
    private volatile Supplier<String> metrics = () -> "up 1\n";
    private final ManagementServer server =
            ManagementServer.start(ANY_FREE_PORT, out -> out.write(metrics.get().getBytes(UTF_8)), () -> readiness);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldServeTheMetricsPageAsItIsNow() throws Exception {
        assertThat(get("/metrics")).isEqualTo(new Seen(200, "text/plain; version=0.0.4; charset=utf-8", "up 1\n"));

        metrics = () -> "späte_messung 2\n";

        assertThat(get("/metrics").body()).isEqualTo("späte_messung 2\n");
    }

    @Test
    void shouldServeAnEmptyMetricsPage() throws Exception {
        metrics = () -> "";

        assertThat(get("/metrics")).isEqualTo(new Seen(200, "text/plain; version=0.0.4; charset=utf-8", ""));
    }

    @Test
    void shouldBeAliveEvenWhenItIsNotReady() throws Exception {
        readiness = new Readiness(false, "starting");

        assertThat(get("/healthz")).isEqualTo(new Seen(200, PLAIN, "ok\n"));
        assertThat(get("/readyz")).isEqualTo(new Seen(503, PLAIN, "starting\n"));
    }

    @Test
    void shouldBecomeReady() throws Exception {
        assertThat(get("/readyz")).isEqualTo(new Seen(200, PLAIN, "ready\n"));
    }

    @Test
    void shouldSayWhatThereIsToSomebodyWhoIsLost() throws Exception {
        Seen lost = new Seen(404, PLAIN, "Here are /metrics, /healthz and /readyz.\n");

        assertThat(get("/")).isEqualTo(lost);
        assertThat(get("/metricsandmore")).isEqualTo(lost);
        assertThat(get("/healthz/")).isEqualTo(lost);
    }

    @Test
    void shouldAnswerWhenItCannotMakeThePage() throws Exception {
        metrics = () -> {
            throw new IllegalStateException("hidden-word");
        };

        assertThat(get("/metrics")).isEqualTo(new Seen(500, PLAIN, "This failed; the controller's log says why.\n"));
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void shouldNotLetHalfAPagePassForAPage() {
        ManagementServer failing = ManagementServer.start(
                ANY_FREE_PORT,
                out -> {
                    out.write("half 1\n".repeat(100_000).getBytes(UTF_8));
                    throw new IllegalStateException("hidden-word");
                },
                () -> readiness);
        try (failing) {
            assertThatThrownBy(() -> http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + failing.address().getPort() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldAnswerAQuestionForTheHeadAlone() throws Exception {
        assertThat(send(request("/healthz").method("HEAD", BodyPublishers.noBody())))
                .isEqualTo(new Seen(200, PLAIN, ""));
    }

    @Test
    void shouldSayThatItIsAliveWhileAScrapeTakesLong() throws Exception {
        CountDownLatch scraped = new CountDownLatch(1);
        metrics = () -> {
            try {
                return scraped.await(30, TimeUnit.SECONDS) ? "slow 1\n" : "nobody waited\n";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        CompletableFuture<HttpResponse<String>> slow =
                http.sendAsync(request("/metrics").build(), BodyHandlers.ofString());

        assertThat(get("/healthz").status()).isEqualTo(200);

        scraped.countDown();
        assertThat(slow.get(30, TimeUnit.SECONDS).body()).isEqualTo("slow 1\n");
    }

    @Test
    void shouldSayWhichAddressIsTaken() {
        assertThatThrownBy(() -> ManagementServer.start(server.address(), MetricsPage.EMPTY, () -> readiness))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot listen on " + server.address()
                        + ": Address already in use. Choose another --management-address.");
    }

    @Test
    void shouldFreeItsAddressWhenClosed() {
        server.close();

        assertThatThrownBy(() -> get("/healthz")).isInstanceOf(ConnectException.class);
        ManagementServer.start(server.address(), MetricsPage.EMPTY, () -> readiness)
                .close();
    }

    private Seen get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private Seen send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Seen(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private record Seen(int status, String contentType, String body) {}
}
