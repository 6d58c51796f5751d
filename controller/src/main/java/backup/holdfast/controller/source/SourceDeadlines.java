package backup.holdfast.controller.source;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.SourceStateMachine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Whether a source has no good sync, or its newest is past the deadline of its schedule. */
public final class SourceDeadlines implements BiPredicate<ReplicationSource, Instant> {
    private final SourceResolver resolver;

    public SourceDeadlines(SourceResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public boolean test(ReplicationSource source, Instant now) {
        SourceView view = new SourceView(source, resolver.resolve(source), Optional.empty(), new Absent());
        return SourceStateMachine.outOfSync(view.facts(view.specReadiness(), Optional.empty()), now);
    }
}
