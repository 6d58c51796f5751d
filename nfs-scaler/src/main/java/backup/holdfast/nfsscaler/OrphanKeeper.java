package backup.holdfast.nfsscaler;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.nfsscaler.workload.OrphanSweep;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that an NfsScaler was deleted, also before we came, and has given back what it took. */
final class OrphanKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanKeeper.class);

    /** How many workloads come back at once, and after how long the next. */
    private static final int AT_ONCE = 10;

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final OrphanSweep sweep;
    private final ScheduledThreadPoolExecutor thread;
    private final SharedIndexInformer<NfsScaler> informer;

    /** @param deleted is told the name of each NfsScaler that is deleted after the start */
    OrphanKeeper(KubernetesClient client, OrphanSweep sweep, Consumer<String> deleted) {
        this.client = requireNonNull(client, "client is null");
        this.sweep = requireNonNull(sweep, "sweep is null");
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread daemon = new Thread(task, "nfs-orphans");
                    daemon.setDaemon(true);
                    return daemon;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        this.informer = client.resources(NfsScaler.class).runnableInformer(0);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(NfsScaler scaler) {
                // Its reconciler sees it.
            }

            @Override
            public void onUpdate(NfsScaler before, NfsScaler scaler) {
                // Its reconciler sees it.
            }

            @Override
            public void onDelete(NfsScaler scaler, boolean deletedFinalStateUnknown) {
                deleted.accept(scaler.getMetadata().getName());
                sweepIn(Duration.ZERO);
            }
        });
    }

    void start() {
        var unused = informer.start();
        sweepIn(Duration.ZERO);
    }

    private void sweepIn(Duration delay) {
        var unused = thread.schedule(this::sweep, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            Set<String> existing = client.resources(NfsScaler.class).list().getItems().stream()
                    .map(it -> it.getMetadata().getName())
                    .collect(Collectors.toSet());
            if (sweep.run(existing::contains, AT_ONCE)) {
                sweepIn(EVERY);
            }
        } catch (KubernetesClientException e) {
            LOG.atWarn().log("cannot look for workloads of deleted NfsScalers: {}", e.getMessage());
            sweepIn(EVERY);
        }
    }

    @Override
    public void close() {
        informer.close();
        thread.shutdownNow();
    }
}
