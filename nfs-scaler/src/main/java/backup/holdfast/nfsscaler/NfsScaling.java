package backup.holdfast.nfsscaler;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.event.ApiEventPublisher;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.nfsscaler.metrics.NfsMetrics;
import backup.holdfast.nfsscaler.probe.HostLookup;
import backup.holdfast.nfsscaler.probe.NfsProbe;
import backup.holdfast.nfsscaler.probe.RpcNfsProbe;
import backup.holdfast.nfsscaler.probe.SystemHostLookup;
import backup.holdfast.nfsscaler.reconcile.NfsReports;
import backup.holdfast.nfsscaler.reconcile.NfsScalerReconciler;
import backup.holdfast.nfsscaler.watch.AddressBook;
import backup.holdfast.nfsscaler.watch.ApiServerWitness;
import backup.holdfast.nfsscaler.watch.ProbeBoard;
import backup.holdfast.nfsscaler.workload.OrphanSweep;
import backup.holdfast.nfsscaler.workload.WorkloadScaler;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/** Running NfsScalers. Closing stops probing and scaling; what is at zero stays there for whoever comes next. */
public final class NfsScaling implements AutoCloseable {

    private static final String REPORTER = "holdfast-nfs-scaler";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    /** So many workloads are written to at once. */
    private static final int WRITERS = 8;

    private final Operator operator;
    private final ProbeBoard board;
    private final OrphanKeeper orphans;
    private final ExecutorService writers;

    private NfsScaling(Operator operator, ProbeBoard board, OrphanKeeper orphans, ExecutorService writers) {
        this.operator = operator;
        this.board = board;
        this.orphans = orphans;
        this.writers = writers;
    }

    /** Whether the definition of NfsScaler is installed, so that this can be started at all. */
    public static boolean isInstalled(KubernetesClient client) {
        APIResourceList resources = client.getApiResources(NfsScaler.GROUP + "/" + NfsScaler.VERSION);
        return resources != null && resources.getResources().stream().anyMatch(it -> "nfsscalers".equals(it.getName()));
    }

    /**
     * Starts it.
     *
     * @param meters where its metrics are registered
     * @param instance the name of this replica, in Events
     * @param nanos a clock that only ever goes forward
     */
    public static NfsScaling start(
            KubernetesClient client, MeterRegistry meters, String instance, Clock clock, LongSupplier nanos) {
        HostLookup hosts = new SystemHostLookup();
        return start(client, meters, instance, clock, new RpcNfsProbe(hosts, nanos), hosts);
    }

    static NfsScaling start(
            KubernetesClient client,
            MeterRegistry meters,
            String instance,
            Clock clock,
            NfsProbe probe,
            HostLookup hosts) {
        requireNonNull(client, "client is null");
        NfsMetrics metrics = new NfsMetrics(meters);
        NfsReports reports = new NfsReports(new ApiEventPublisher(client, REPORTER, instance, clock));
        SimpleInboundEventSource<NfsScaler> probes = new SimpleInboundEventSource<>("nfs-probes");
        ProbeBoard board = new ProbeBoard(
                probe,
                new ApiServerWitness(client),
                metrics::probed,
                name -> probes.propagateEvent(new ResourceID(name)),
                clock);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS, task -> {
            Thread thread = new Thread(task, "nfs-scale");
            thread.setDaemon(true);
            return thread;
        });
        NfsScalerReconciler reconciler = new NfsScalerReconciler(
                board,
                new AddressBook(hosts, clock),
                new WorkloadScaler(client, reports, writers),
                new StatusWriter(client),
                reports,
                metrics,
                probes,
                clock);
        Operator operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(STOP_WITHIN));
        operator.register(reconciler);
        OrphanKeeper orphans = new OrphanKeeper(client, new OrphanSweep(client, reports), reconciler::forget);
        NfsScaling started = new NfsScaling(operator, board, orphans, writers);
        try {
            operator.start();
            orphans.start();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Whether it works, in one line. */
    public Readiness readiness() {
        if (!operator.getRuntimeInfo().isStarted()) {
            return new Readiness(false, "starting");
        }
        return operator.getRuntimeInfo().allEventSourcesAreHealthy()
                ? new Readiness(true, "ready")
                : new Readiness(false, "watching the API server failed: see the log");
    }

    @Override
    public void close() {
        orphans.close();
        board.close();
        operator.stop();
        writers.shutdownNow();
    }

    /** Whether it works, and in one line why not. */
    public record Readiness(boolean ready, String explanation) {}
}
