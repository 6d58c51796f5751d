package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what it is told to, for what S3Proxy does not imitate: the refusals of {@link AmazonAnswers}, {@link B2Answers}, {@link GarageAnswers}
 * and {@link MinioAnswers}. Checks no signature, but keeps the region each request was signed for. Plain HTTP at a free port of 127.0.0.1.
 */
public final class ScriptedS3 implements AutoCloseable {

    private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/\\d{8}/([^/]+)/s3/aws4_request");

    private final HttpServer server;
    private final ExecutorService threads;
    private final Function<ScriptedRequest, ScriptedAnswer> script;
    private final Queue<ScriptedRequest> requests = new ConcurrentLinkedQueue<>();

    private ScriptedS3(HttpServer server, Function<ScriptedRequest, ScriptedAnswer> script) {
        this.server = server;
        this.script = script;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-s3");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A request and what it was signed for.
     *
     * @param region empty if it was not signed
     */
    public record ScriptedRequest(S3Request request, Optional<String> region) {
        public ScriptedRequest {
            requireNonNull(request, "request is null");
            requireNonNull(region, "region is null");
        }
    }

    /** Starts one that answers all requests alike. */
    public static ScriptedS3 start(ScriptedAnswer answer) {
        return start(request -> answer);
    }

    /** Starts one. The script is asked once per request, from several threads. */
    public static ScriptedS3 start(Function<ScriptedRequest, ScriptedAnswer> script) {
        requireNonNull(script, "script is null");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedS3 scripted = new ScriptedS3(server, script);
            server.createContext("/", scripted::answer);
            server.setExecutor(scripted.threads);
            server.start();
            return scripted;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was asked so far, in order. */
    public List<ScriptedRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ScriptedRequest request = new ScriptedRequest(
                    new S3Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString()),
                    region(exchange));
            requests.add(request);
            exchange.getRequestBody().readAllBytes();
            ScriptedAnswer answer = script.apply(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean silent = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), silent ? -1 : body.length);
            if (!silent) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private static Optional<String> region(HttpExchange exchange) {
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        Matcher scope = SCOPE.matcher(authorization);
        return scope.find() ? Optional.of(scope.group(1)) : Optional.empty();
    }
}
