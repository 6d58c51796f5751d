package backup.holdfast.nfsscaler;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The NFS scaler alone in a process, with no more rights than it needs. The controller runs it too. */
@Command(
        name = "nfs-scaler",
        mixinStandardHelpOptions = true,
        description = "Takes workloads to zero while their NFS server is gone, as NfsScalers say.")
public final class NfsScalerMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(NfsScalerMain.class);

    @Option(
            names = "--management-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:HOLDFAST_MANAGEMENT_ADDRESS:-0.0.0.0:8080}",
            description = "Where /metrics, /healthz and /readyz are served. Default: ${DEFAULT-VALUE}",
            converter = SocketAddress.class)
    private InetSocketAddress managementAddress = new InetSocketAddress(0);

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            defaultValue = "${env:HOSTNAME:-nfs-scaler}",
            description = "The name of this replica in Events. Default: the host name")
    private String instance = "nfs-scaler";

    public static void main(String[] args) {
        int exitCode = new CommandLine(new NfsScalerMain()).execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CountDownLatch stopped = new CountDownLatch(1);
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            if (!NfsScaling.isInstalled(client)) {
                LOG.error("The cluster does not know NfsScaler: apply its definition first.");
                return 1;
            }
            try (NfsScaling scaling = NfsScaling.start(client, meters, instance, Clock.systemUTC(), System::nanoTime);
                    NfsManagement management = NfsManagement.start(managementAddress, meters, scaling::readiness)) {
                LOG.atInfo()
                        .addKeyValue("managementPort", management.port())
                        .addKeyValue("apiServer", client.getMasterUrl())
                        .log("started");
                Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop"));
                stopped.await();
                LOG.info("stopping; what is at zero stays there for whoever comes next");
            }
        }
        return 0;
    }

    /** Reads {@code host:port}. */
    static final class SocketAddress implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                return new InetSocketAddress(text.substring(0, Math.max(0, colon)), port);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text + "\" is not an address like 0.0.0.0:8080");
            }
        }
    }
}
