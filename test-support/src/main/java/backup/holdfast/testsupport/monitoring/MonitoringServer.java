package backup.holdfast.testsupport.monitoring;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.process.GuardedProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A server of the Prometheus family on 127.0.0.1, which all are started, asked and stopped in one way. It ends with this JVM. */
final class MonitoringServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final InetSocketAddress address;
    private final Path log;
    private final GuardedProcess process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CALL_LIMIT).build();

    private MonitoringServer(InetSocketAddress address, Path log, GuardedProcess process) {
        this.address = requireNonNull(address, "address is null");
        this.log = requireNonNull(log, "log is null");
        this.process = requireNonNull(process, "process is null");
    }

    /** @param command with {@code {address}} where it is told what to listen at */
    static MonitoringServer start(Path folder, List<String> command) throws IOException {
        InetSocketAddress address = freeAddress();
        Path log = folder.resolve("log");
        List<String> complete = command.stream()
                .map(argument -> argument.replace("{address}", hostAndPort(address)))
                .toList();
        MonitoringServer server = new MonitoringServer(address, log, GuardedProcess.start(complete, Map.of(), log));
        try {
            server.awaitReady();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** The answer to a GET of this path, whatever its status. */
    HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + hostAndPort(address) + path))
                .timeout(CALL_LIMIT)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static String hostAndPort(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        process.close();
    }

    private void awaitReady() throws IOException {
        try {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(START_LIMIT)
                    .ignoreException(ConnectException.class)
                    .failFast(() -> !process.isAlive())
                    .until(() -> get("/-/ready").statusCode() == 200);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new IllegalStateException("it is not ready; its log:\n" + Files.readString(log), e);
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
