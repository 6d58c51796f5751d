package backup.holdfast.controller.populate;

import backup.holdfast.controller.metrics.PopulationCounters;
import backup.holdfast.controller.metrics.PopulationCounters.Result;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.PopulateStep.Await;
import backup.holdfast.replication.populate.PopulateStep.Conclude;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells people and Prometheus how the populating of claims goes: Events on the claim, log lines, counters. */
final class PopulationReports {
    private static final Logger log = LoggerFactory.getLogger(PopulationReports.class);
    private static final String ACTION = "Populate";
    private static final String ERROR = "VolSyncPopulatorError";
    private static final int SHORT_ID = 8;

    /** Kubernetes forgets Events after an hour. */
    private static final Duration SAY_AGAIN = Duration.ofMinutes(55);

    private final EventPublisher events;
    private final PopulationCounters counters;

    /** What was said about which claim, and when: by the claim's UID and the words. */
    private final Map<String, Map<String, Instant>> said = new ConcurrentHashMap<>();

    PopulationReports(EventPublisher events, PopulationCounters counters) {
        this.events = events;
        this.counters = counters;
    }

    void begun(ClaimRequest request) {
        counters.appeared(request.namespace(), request.destination());
        about(log.atInfo(), request).log("the claim is being looked after");
    }

    /** Said once, and again when Kubernetes has forgotten it; not at every look. */
    void waiting(ClaimRequest request, Await await, Instant now) {
        Optional<Kind> kind = switch (await.obstacle().tell()) {
            case NOBODY -> Optional.empty();
            case NORMAL -> Optional.of(Kind.NORMAL);
            case WARNING -> Optional.of(Kind.WARNING);
        };
        if (kind.isEmpty() || !isNew(request, await.obstacle() + " " + await.detail(), now)) {
            return;
        }
        about(log.atInfo(), request).addKeyValue("obstacle", await.obstacle()).log("waiting: {}", await.detail());
        events.publish(
                request.claim(), kind.get(), await.obstacle().reason(), ACTION, capitalised(await.detail()) + ".");
    }

    private boolean isNew(ClaimRequest request, String words, Instant now) {
        Map<String, Instant> ofClaim = said.computeIfAbsent(request.uid(), uid -> new ConcurrentHashMap<>());
        Instant before = ofClaim.get(words);
        if (before != null && now.isBefore(before.plus(SAY_AGAIN))) {
            return false;
        }
        ofClaim.put(words, now);
        return true;
    }

    void primeCreated(ClaimRequest request, Optional<String> image) {
        String from = image.map(name -> " from VolumeSnapshot " + name).orElse(", to be filled from the repository");
        about(log.atInfo(), request).log("created {}{}", request.primeName(), from);
        events.publish(
                request.claim(),
                Kind.NORMAL,
                "VolSyncPopulatorPVCCreated",
                ACTION,
                "Created PersistentVolumeClaim " + request.primeName() + from + ". Its volume becomes this claim's.");
    }

    void concluded(ClaimRequest request, Conclude conclude) {
        Optional<MoverOutcome> outcome = conclude.ended().outcome();
        RunFailure failure = outcome.map(MoverOutcome::failure).orElse(null);
        Population next = conclude.next();
        if (outcome.isEmpty()) {
            failed(
                    request,
                    conclude,
                    new RunFailure(
                            FailureClass.KILLED, "run", null, conclude.ended().detail()));
        } else if (failure != null) {
            failed(request, conclude, failure);
        } else if (next.phase() == Phase.FILLED) {
            outcome.map(MoverOutcome::restore)
                    .ifPresent(counts ->
                            counters.restored(request.namespace(), request.destination(), counts.bytesRestored()));
            about(log.atInfo(), request).addKeyValue("run", conclude.run()).log("the volume is filled");
        } else if (next.chosen().isPresent() && conclude.before().chosen().isEmpty()) {
            chosen(request, conclude, next.chosen().get(), outcome.get());
        } else {
            failed(
                    request,
                    conclude,
                    new RunFailure(
                            next.failed().map(Population.Failed::failure).orElse(FailureClass.UNKNOWN),
                            conclude.before().phase() == Phase.SELECTING ? "select" : "restore",
                            null,
                            explanation(outcome.get())));
        }
    }

    private void chosen(ClaimRequest request, Conclude conclude, Content content, MoverOutcome outcome) {
        if (content instanceof Content.Nothing) {
            about(log.atWarn(), request)
                    .addKeyValue("run", conclude.run())
                    .log("nothing to restore: {}", explanation(outcome));
            events.publish(
                    request.claim(),
                    Kind.WARNING,
                    "NoSnapshot",
                    ACTION,
                    "There is nothing to restore, and by policy (onMissingSnapshot) the claim gets an empty volume, marked so: "
                            + explanation(outcome));
            return;
        }
        about(log.atInfo(), request).addKeyValue("run", conclude.run()).log("chose {}", described(content));
        events.publish(
                request.claim(),
                Kind.NORMAL,
                "SnapshotSelected",
                ACTION,
                "Filling the claim with " + described(content) + ": " + explanation(outcome));
    }

    private static String explanation(MoverOutcome outcome) {
        return outcome.explanation() == null ? outcome.result().toString() : outcome.explanation();
    }

    private void failed(ClaimRequest request, Conclude conclude, RunFailure failure) {
        counters.failed(request.namespace(), request.destination(), failure.failureClass());
        about(log.atWarn(), request)
                .addKeyValue("run", conclude.run())
                .addKeyValue("class", failure.failureClass().label())
                .log("populating failed: {}", failure.message());
        events.publish(
                request.claim(),
                Kind.WARNING,
                ERROR,
                ACTION,
                "The claim stays Pending. " + failure.failureClass().label() + " in " + failure.step() + " ("
                        + conclude.run()
                        + "): " + failure.failureClass().sentence()
                        + (failure.message().isEmpty() ? "" : " Details: " + failure.message()));
    }

    void finished(ClaimRequest request, Population population, Content content, Instant now) {
        said.remove(request.uid());
        counters.populated(
                request.namespace(),
                request.destination(),
                result(content),
                Duration.between(population.startedAt(), now));
        about(log.atInfo(), request).log("populated with {}", described(content));
        events.publish(
                request.claim(),
                Kind.NORMAL,
                "VolSyncPopulatorFinished",
                ACTION,
                "The claim is bound to a volume with " + described(content) + ".");
    }

    void abandoned(ClaimRequest request) {
        said.remove(request.uid());
        about(log.atWarn(), request).log("the claim was bound to a volume of somebody else's");
        events.publish(
                request.claim(),
                Kind.WARNING,
                ERROR,
                ACTION,
                "The claim was bound to volume " + request.claim().getSpec().getVolumeName()
                        + ", which Holdfast did not fill; what it was filling was removed.");
    }

    /** There is nothing more to say about it. */
    void forget(ClaimRequest request) {
        said.remove(request.uid());
    }

    private static Result result(Content content) {
        if (content instanceof Content.Nothing) {
            return Result.EMPTY;
        }
        return content instanceof Content.Image ? Result.IMAGE : Result.RESTORED;
    }

    private static String described(Content content) {
        if (content instanceof Content.Snapshot snapshot) {
            return "snapshot " + shortId(snapshot.id())
                    + snapshot.time().map(time -> " of " + time).orElse("");
        }
        return content instanceof Content.Image image
                ? "VolumeSnapshot " + image.name()
                        + image.snapshotId()
                                .map(id -> ", made from snapshot " + shortId(id))
                                .orElse("")
                : "nothing in it";
    }

    private static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static LoggingEventBuilder about(LoggingEventBuilder entry, ClaimRequest request) {
        return entry.addKeyValue("kind", "PersistentVolumeClaim")
                .addKeyValue("namespace", request.namespace())
                .addKeyValue("name", request.name())
                .addKeyValue("destination", request.destination());
    }
}
