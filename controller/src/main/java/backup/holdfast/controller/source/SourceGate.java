package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.PastWord;
import backup.holdfast.controller.queue.Records;
import backup.holdfast.controller.queue.RunOnRecord;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RecordedStorage;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RunId;
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
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the {@link RunQueue} for sources: before a run is written down, so that no point-in-time copy waits. */
public final class SourceGate {
    private static final Logger log = LoggerFactory.getLogger(SourceGate.class);

    /** Whoever waits is woken; this is for what nobody thought of. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final RunQueue queue;
    private final ClaimPlaces volumes;

    /** What runs take up by their volumes: that of a run of before this process is looked up once. */
    private final Map<RunId, Set<Place>> known = new ConcurrentHashMap<>();

    /** @param volumes asked once for each run */
    public SourceGate(RunQueue queue, ClaimPlaces volumes) {
        this.queue = requireNonNull(queue, "queue is null");
        this.volumes = requireNonNull(volumes, "volumes is null");
    }

    /** @param restoring destinations with a run under way, which waits for nobody, but takes up room of backups */
    void among(Supplier<Stream<ReplicationSource>> sources, Supplier<Stream<ReplicationDestination>> restoring) {
        queue.among(() -> new Records() {
            @Override
            public List<RunOnRecord> runs() {
                Set<RunId> underWay = new HashSet<>();
                Stream<RunOnRecord> backups = sources.get()
                        .flatMap(it ->
                                onRecord(it, SourceGate::urgency, it.getSpec().sourcePVC(), underWay).stream());
                Stream<RunOnRecord> restores = restoring
                        .get()
                        .flatMap(it -> onRecord(it, run -> Urgency.RESTORE, claim(it), underWay).stream());
                List<RunOnRecord> runs = Stream.concat(backups, restores).toList();
                known.keySet().retainAll(underWay);
                return runs;
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
                isAskedAnew(view, run) ? Trial.AT_ONCE : Trial.WHEN_CHOSEN));
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
        queue.ended(view.owner(), RecordedStorage.endpoint(view.status()), StoreWord.of(outcome));
    }

    private Footprint footprint(
            SourceView view, RecordedRun run, RepositoryLocation location, SourceReferences found, Instant now) {
        Set<Place> places = new HashSet<>(ClaimPlaces.ofRepository(location));
        Set<Place> onVolume = volumes.of(view.owner().namespace(), found.claimName());
        known.put(run.id(), onVolume);
        places.addAll(onVolume);
        boolean prunes = view.settings()
                .filter(settings ->
                        SourcePlans.steps(view.source(), settings, run, now).contains(Step.PRUNE))
                .isPresent();
        return new Footprint(places, prunes ? Sharing.ALONE : Sharing.SHARED);
    }

    /** By somebody who has not been answered yet: attempts count on over a new request, and that is no repeat of the one before. */
    private static boolean isAskedAnew(SourceView view, RecordedRun run) {
        return urgency(run) == Urgency.REQUESTED
                && view.history()
                        .failed()
                        .filter(failed -> failed.cause().equals(run.cause()))
                        .isEmpty();
    }

    private static Urgency urgency(RecordedRun run) {
        return run.cause().requestToken().isPresent()
                        || run.cause().manualToken().isPresent()
                ? Urgency.REQUESTED
                : Urgency.SCHEDULED;
    }

    private Optional<RunOnRecord> onRecord(
            ReplicationResource<?> object,
            Function<RecordedRun, Urgency> urgency,
            @Nullable String claim,
            Set<RunId> underWay) {
        ReplicationStatus status = object.getStatus();
        return StatusMemory.run(status).map(run -> {
            underWay.add(run.id());
            Optional<RepositoryLocation> location = RecordedStorage.location(status);
            Set<Place> places =
                    new HashSet<>(location.map(ClaimPlaces::ofRepository).orElse(Set.of(Place.CONTROLLER)));
            places.addAll(onVolume(run.id(), object.getMetadata().getNamespace(), claim));
            return new RunOnRecord(
                    owner(object),
                    urgency.apply(run),
                    new Footprint(places, Sharing.SHARED),
                    location.map(RepositoryLocation::endpoint).orElse(""));
        });
    }

    private Set<Place> onVolume(RunId run, String namespace, @Nullable String claim) {
        Set<Place> before = known.get(run);
        if (before != null || claim == null) {
            return before == null ? Set.of() : before;
        }
        try {
            Set<Place> places = volumes.of(namespace, claim);
            known.put(run, places);
            return places;
        } catch (KubernetesClientException e) {
            log.debug("what {} takes up is looked for again", run, e);
            return Set.of();
        }
    }

    private static @Nullable String claim(ReplicationDestination restoring) {
        CurrentRun run = restoring.getStatus().run();
        return run == null ? null : run.claim();
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
                Objects.requireNonNull(source.getMetadata().getUid()),
                RecordedStorage.endpoint(status),
                word,
                last.endedAt()));
    }

    private static RunOwner owner(ReplicationResource<?> object) {
        return new RunOwner(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                object.getMetadata().getUid());
    }
}
