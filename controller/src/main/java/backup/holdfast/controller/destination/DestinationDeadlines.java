package backup.holdfast.controller.destination;

import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.state.ImageSight;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.SourceStateMachine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Whether a destination has no good restore, or its newest is past the deadline of its schedule. */
public final class DestinationDeadlines implements BiPredicate<ReplicationDestination, Instant> {
    private final DestinationResolver resolver;

    public DestinationDeadlines(DestinationResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public boolean test(ReplicationDestination destination, Instant now) {
        DestinationView view = new DestinationView(
                destination,
                destination.getStatus(),
                resolver.resolve(destination),
                Optional.empty(),
                new Absent(),
                new ImageSight.NotWanted());
        return SourceStateMachine.outOfSync(view.facts(view.specReadiness()).sync(), now);
    }
}
