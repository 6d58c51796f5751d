package backup.holdfast.controller;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.job.JobMoverBackend;
import backup.holdfast.controller.mover.local.LocalMoverBackend;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.replication.plan.MoverEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The movers of a controller.
 *
 * @param watch what has to be closed with the controller; movers go on
 * @param stop stops those that live on this machine
 */
record Movers(MoverBackend backend, Runnable watch, Consumer<Duration> stop) {

    static Movers of(
            HoldfastSettings settings,
            KubernetesClient client,
            EventPublisher reports,
            Consumer<RunOwner> wake,
            Consumer<MoverEvent> events,
            Clock clock) {
        if (settings.movers() instanceof MoverChoice.Jobs jobs) {
            JobMoverBackend backend =
                    JobMoverBackend.start(jobs.options(), client, settings.namespaces(), reports, wake, clock);
            return new Movers(backend, backend::close, patience -> {});
        }
        if (settings.movers() instanceof MoverChoice.Given given) {
            return new Movers(given.backend().apply(wake), () -> {}, patience -> {});
        }
        MoverChoice.Processes processes = (MoverChoice.Processes) settings.movers();
        LocalMoverBackend backend = new LocalMoverBackend(processes.options(), wake, events, clock);
        return new Movers(backend, () -> {}, backend::stopAll);
    }
}
