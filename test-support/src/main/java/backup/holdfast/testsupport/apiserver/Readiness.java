package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.process.GuardedProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** Waits until a server that was just started says it is ready. */
final class Readiness {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LINES_QUOTED = 5;

    private final GuardedProcess process;
    private final Path log;

    Readiness(GuardedProcess process, Path log) {
        this.process = requireNonNull(process, "process is null");
        this.log = requireNonNull(log, "log is null");
    }

    /**
     * Waits.
     *
     * @param certificate is there once the server serves; a client cannot be made before
     * @throws IllegalStateException with the end of the server's log, if it died or was not ready in time
     */
    void await(Path certificate, Supplier<Config> config, Duration limit) throws IOException {
        try {
            Awaitility.await("its certificate")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(limit)
                    .failFast(() -> !process.isAlive())
                    .until(() -> Files.exists(certificate));
            Config impatient = new ConfigBuilder(config.get())
                    .withRequestRetryBackoffLimit(0)
                    .build();
            try (KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(impatient)
                    .withHttpClientFactory(new JdkHttpClientFactory())
                    .build()) {
                Awaitility.await("it to be ready")
                        .pollDelay(Duration.ZERO)
                        .pollInterval(POLL)
                        .atMost(limit)
                        .failFast(() -> !process.isAlive())
                        .ignoreExceptions()
                        .until(() -> "ok".equals(client.raw("/readyz")));
            }
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new IllegalStateException(
                    "the API server did not become ready: " + e.getMessage() + "\n" + logTail(), e);
        }
    }

    private String logTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_QUOTED), lines.size()));
    }
}
