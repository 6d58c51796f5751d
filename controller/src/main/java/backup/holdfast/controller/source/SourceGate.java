package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.PastWord;
import backup.holdfast.controller.queue.Records;
import backup.holdfast.controller.queue.RunOnRecord;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.controller.resolver.ClaimNodes;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceDecision.Why;
import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Asks the {@link RunQueue} for sources: before a run is written down, so that no point-in-time copy waits. */
public final class SourceGate {
    /** Whoever waits is woken; this is for what nobody thought of. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final RunQueue queue;
    private final ClaimNodes nodes;

    /** @param nodes where volumes are in use; asked for each run, so only worth asking where runs are counted by node */
    public SourceGate(RunQueue queue, ClaimNodes nodes) {
        this.queue = requireNonNull(queue, "queue is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
    }

    /** @param restoring destinations with a run under way, which waits for nobody, but takes up room of backups */
    void among(Supplier<Stream<ReplicationSource>> sources, Supplier<Stream<ReplicationDestination>> restoring) {
        queue.among(() -> new Records() {
            @Override
            public List<RunOnRecord> runs() {
                Stream<RunOnRecord> backups =
                        sources.get().flatMap(source -> onRecord(source, SourceGate::urgency).stream());
                Stream<RunOnRecord> restores =
                        restoring.get().flatMap(it -> onRecord(it, run -> Urgency.RESTORE).stream());
                return Stream.concat(backups, restores).toList();
            }

            @Override
            public List<PastWord> words() {
                return sources.get().flatMap(source -> word(source).stream()).toList();
            }
        });
    }

    /** The start itself, or what it has to wait for. */
    SourceDecision admit(SourceView view, Start start, SourceReferences found, Instant now) {
        RecordedRun run = start.run();
        RepositorySecret.Usable secret = (RepositorySecret.Usable) found.secret();
        Answer answer = queue.ask(new Application(
                view.owner(),
                urgency(run),
                run.slot().at(),
                footprint(view, run, secret.location(), found, now),
                secret.location(),
                run.cause().requestToken().isPresent() ? Trial.AT_ONCE : Trial.WHEN_CHOSEN));
        if (!(answer instanceof Wait wait)) {
            return start;
        }
        Why why = switch (wait.cause()) {
            case ROOM -> Why.QUEUED;
            case STORAGE -> Why.STORAGE_SILENT;
        };
        return new Idle(why, wait.reason(), Optional.of(now.plus(ASK_AGAIN)));
    }

    /** The source was looked at, and no run of it is about to start. */
    void notDue(SourceView view) {
        queue.notDue(view.owner());
    }

    void ended(SourceView view, Optional<MoverOutcome> outcome) {
        queue.ended(view.owner(), endpoint(view.status()), StoreWord.of(outcome));
    }

    private Footprint footprint(
            SourceView view, RecordedRun run, RepositoryLocation location, SourceReferences found, Instant now) {
        Set<Place> places = new HashSet<>(places(location));
        found.claim()
                .map(PersistentVolumeClaim::getSpec)
                .flatMap(spec -> Optional.ofNullable(spec.getStorageClassName()))
                .ifPresent(name -> places.add(new Place(Place.Kind.STORAGE_CLASS, name)));
        nodes.node(view.owner().namespace(), found.claimName())
                .ifPresent(name -> places.add(new Place(Place.Kind.NODE, name)));
        boolean prunes = view.settings()
                .filter(settings ->
                        SourcePlans.steps(view.source(), settings, run, now).contains(Step.PRUNE))
                .isPresent();
        return new Footprint(places, prunes ? Sharing.ALONE : Sharing.SHARED);
    }

    private static Set<Place> places(RepositoryLocation location) {
        return Set.of(
                Place.CONTROLLER,
                new Place(Place.Kind.REPOSITORY, location.fingerprint()),
                new Place(Place.Kind.ENDPOINT, location.endpoint()));
    }

    private static Urgency urgency(RecordedRun run) {
        return run.cause().requestToken().isPresent()
                        || run.cause().manualToken().isPresent()
                ? Urgency.REQUESTED
                : Urgency.SCHEDULED;
    }

    /** Node and storage class of a run of before are not on record: it counts for all else until it ends. */
    private static Optional<RunOnRecord> onRecord(
            ReplicationResource<?> object, Function<RecordedRun, Urgency> urgency) {
        ReplicationStatus status = object.getStatus();
        return StatusMemory.run(status).map(run -> {
            Optional<RepositoryLocation> location = location(status);
            return new RunOnRecord(
                    owner(object),
                    urgency.apply(run),
                    new Footprint(location.map(SourceGate::places).orElse(Set.of(Place.CONTROLLER)), Sharing.SHARED),
                    location.map(RepositoryLocation::endpoint).orElse(""));
        });
    }

    private static Optional<PastWord> word(ReplicationSource source) {
        ReplicationStatus status = source.getStatus();
        LastRun last = status.lastRun();
        if (last == null || last.endedAt() == null) {
            return Optional.empty();
        }
        StoreWord word = last.failureClass() == null
                ? last.result() == RunResult.UNKNOWN ? StoreWord.NONE : StoreWord.ANSWERED
                : StoreWord.of(FailureClass.ofLabel(last.failureClass()));
        return Optional.of(new PastWord(
                Objects.requireNonNull(source.getMetadata().getUid()), endpoint(status), word, last.endedAt()));
    }

    private static String endpoint(ReplicationStatus status) {
        return location(status).map(RepositoryLocation::endpoint).orElse("");
    }

    private static Optional<RepositoryLocation> location(ReplicationStatus status) {
        RepositoryStatus repository = status.restic().repository();
        if (repository == null || repository.url() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(RepositoryLocation.parse(repository.url()));
        } catch (MalformedLocationException e) {
            // Somebody else wrote that.
            return Optional.empty();
        }
    }

    private static RunOwner owner(ReplicationResource<?> object) {
        return new RunOwner(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                object.getMetadata().getUid());
    }
}
