package backup.holdfast.controller.queue;

import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.EndpointProbe;
import java.time.Duration;
import java.util.function.Function;

/** The controller's own look at a storage endpoint, over the network and without any credentials. */
public final class EndpointLook implements Function<RepositoryLocation, Sight> {
    private static final EndpointProbe PROBE = new EndpointProbe(Duration.ofSeconds(5));

    @Override
    public Sight apply(RepositoryLocation location) {
        return switch (PROBE.ask(location)) {
            case THERE -> Sight.ANSWERS;
            case SILENT -> Sight.SILENT;
            case CANNOT_ASK -> Sight.NONE;
        };
    }
}
