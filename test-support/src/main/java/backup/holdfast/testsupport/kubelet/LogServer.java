package backup.holdfast.testsupport.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.tls.TestAuthority;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The kubelet's own server, as far as an API server asks it: what containers have printed ({@code /containerLogs/}). */
final class LogServer implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final HttpsServer server;
    private final ExecutorService threads;
    private final Logs logs;

    private LogServer(HttpsServer server, ExecutorService threads, Logs logs) {
        this.server = server;
        this.threads = threads;
        this.logs = requireNonNull(logs, "logs is null");
    }

    /** Where logs come from. */
    @FunctionalInterface
    interface Logs {
        /** Nothing of a container that has not started. */
        Optional<PodWorker.Printed> of(String namespace, String pod, String container);
    }

    static LogServer start(Logs logs) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(Certificate.CONTEXT));
            ExecutorService threads = Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "test-kubelet-logs");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            LogServer started = new LogServer(server, threads, logs);
            server.createContext("/containerLogs/", started::answer);
            server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            Optional<PodWorker.Printed> printed =
                    path.length == 5 ? logs.of(path[2], path[3], path[4]) : Optional.empty();
            if (printed.isEmpty()) {
                byte[] words = "container is waiting to start: ContainerCreating".getBytes(UTF_8);
                exchange.sendResponseHeaders(400, words.length);
                exchange.getResponseBody().write(words);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                if (query.contains("follow=true")) {
                    follow(printed.get(), out);
                } else {
                    out.write(last(printed.get().text(), query));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void follow(PodWorker.Printed printed, OutputStream out) throws IOException, InterruptedException {
        int sent = 0;
        while (true) {
            // In this order: what it printed last is there when it has ended.
            boolean ended = !printed.isGrowing();
            byte[] text = printed.text().getBytes(UTF_8);
            out.write(text, sent, text.length - sent);
            out.flush();
            sent = text.length;
            if (ended) {
                return;
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private static byte[] last(String text, String query) {
        Optional<Integer> lines = Arrays.stream(query.split("&", -1))
                .filter(it -> it.startsWith("tailLines="))
                .map(it -> Integer.parseInt(it.substring("tailLines=".length())))
                .findFirst();
        String[] all = text.split("(?<=\n)", -1);
        int skipped = lines.map(count -> Math.max(0, all.length - count)).orElse(0);
        return String.join("", Arrays.asList(all).subList(skipped, all.length)).getBytes(UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** One for all kubelets of this JVM: keys take a second to make. */
    private static final class Certificate {
        static final SSLContext CONTEXT = make();

        private static SSLContext make() {
            try {
                Path folder = Files.createTempDirectory("test-kubelet-tls");
                try {
                    return TestAuthority.create(folder).serverContext();
                } finally {
                    FileTrees.delete(folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a certificate", e);
            }
        }
    }
}
