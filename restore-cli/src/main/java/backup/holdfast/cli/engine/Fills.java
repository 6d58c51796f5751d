package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.Destinations;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.Step.Fill;
import backup.holdfast.cli.run.Step.Remove;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Fills claims by destinations of the run's own, which the controller carries out whatever becomes of us. */
public final class Fills {
    /** The controller looks again at what stalls it every half minute. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(45);

    private final Destinations destinations;
    private final Waiting waiting;
    private final Wait wait;
    private final Report report;

    public Fills(Destinations destinations, Waiting waiting, Wait wait, Report report) {
        this.destinations = requireNonNull(destinations, "destinations is null");
        this.waiting = requireNonNull(waiting, "waiting is null");
        this.wait = requireNonNull(wait, "wait is null");
        this.report = requireNonNull(report, "report is null");
    }

    /**
     * Until the claim is filled.
     *
     * @param hold done at every look: keeps what is held, held
     */
    RunRecord fill(RunRecord record, Fill fill, Runnable hold) {
        Item item = record.item(fill.destination());
        destinations.create(record, item);
        Attempt attempt = begin(record, item);
        boolean filled = waiting.until(
                () -> {
                    hold.run();
                    ReplicationDestination destination = destinations
                            .find(record.namespace(), item.destination())
                            .orElseThrow(() -> gone(record, item));
                    tell(destination, attempt.told());
                    return isFilled(record, item, destination, attempt);
                },
                wait.fill());
        if (!filled) {
            throw new StopException(
                    ExitCode.UNFINISHED,
                    "the restore into " + item.claim() + " takes longer than was to be waited for",
                    "It goes on by itself: `" + record.toContinue() + "` waits again and ends the run.");
        }
        return destinations
                .safetyCopy(record.namespace(), item.destination())
                .map(id -> record.with(item.saved(id)))
                .orElse(record);
    }

    /**
     * One process's wait for a destination.
     *
     * @param told what need not be told again: runs that failed before it are nobody's news
     */
    private record Attempt(Instant since, Set<String> told, Set<String> failedBefore) {}

    /** One that failed before is asked for one more run: whoever says "continue" has mended something. */
    private Attempt begin(RunRecord record, Item item) {
        Attempt attempt = new Attempt(waiting.now(), new HashSet<>(), new HashSet<>());
        destinations
                .find(record.namespace(), item.destination())
                .flatMap(it -> failure(it.getStatus()))
                .ifPresent(last -> {
                    attempt.told().add(last.id());
                    attempt.failedBefore().add(last.id());
                    destinations.request(
                            record.namespace(),
                            item.destination(),
                            "cli-" + waiting.now().toEpochMilli());
                });
        return attempt;
    }

    private boolean isFilled(RunRecord record, Item item, ReplicationDestination destination, Attempt attempt) {
        ReplicationStatus status = destination.getStatus();
        String token = item.spec().path("trigger").path("manual").asText();
        if (token.equals(status.lastManualSync())) {
            if (status.lastRun() != null && status.lastRun().result() == RunResult.NO_SNAPSHOT) {
                throw stopped(record, "there was nothing to restore into " + item.claim());
            }
            return true;
        }
        Optional<Condition> stalled = status.condition(ConditionTypes.STALLED)
                .filter(it -> "True".equals(it.getStatus()))
                .filter(it -> Objects.equals(
                        status.observedGeneration(), destination.getMetadata().getGeneration()));
        if (stalled.isPresent() && !waiting.now().isBefore(attempt.since().plus(SECOND_LOOK))) {
            throw stopped(
                    record, stalled.get().getReason() + ": " + stalled.get().getMessage());
        }
        failure(status)
                .filter(last -> !attempt.failedBefore().contains(last.id()))
                .ifPresent(last -> {
                    FailureClass failure = FailureClass.ofLabel(Objects.requireNonNullElse(last.failureClass(), ""));
                    if (failure.retry() == Retry.NEEDS_CHANGE) {
                        throw stopped(record, failure.label() + ": " + message(last, failure));
                    }
                });
        return false;
    }

    private void tell(ReplicationDestination destination, Set<String> told) {
        ReplicationStatus status = destination.getStatus();
        SelectedSnapshot selected = status.selectedSnapshot();
        if (selected != null && told.add(selected.id())) {
            report.say("  restoring snapshot "
                    + selected.id().substring(0, Math.min(8, selected.id().length())) + " of " + selected.time() + ": "
                    + selected.why());
        }
        failure(status).filter(last -> told.add(last.id())).ifPresent(last -> {
            FailureClass failure = FailureClass.ofLabel(Objects.requireNonNullElse(last.failureClass(), ""));
            if (failure.retry() != Retry.NEEDS_CHANGE) {
                report.say(
                        "  failed, and is tried again by itself: " + failure.label() + ": " + message(last, failure));
            }
        });
        destinations.progress(destination).ifPresent(report::progress);
    }

    private static Optional<LastRun> failure(ReplicationStatus status) {
        return Optional.ofNullable(status.lastRun()).filter(last -> last.result() == RunResult.FAILED);
    }

    private static String message(LastRun last, FailureClass failure) {
        return Objects.requireNonNullElse(last.message(), failure.sentence());
    }

    /** Deletes destinations, and waits until nobody writes for them any more. */
    void remove(RunRecord record, Remove step, Runnable hold) {
        step.destinations().forEach(name -> destinations.delete(record.namespace(), name));
        boolean gone = waiting.until(
                () -> {
                    hold.run();
                    List<String> movers = destinations.movers(record.namespace(), step.destinations());
                    if (!movers.isEmpty()) {
                        report.waiting("  waiting for Pod " + String.join(", ", movers));
                    }
                    return movers.isEmpty();
                },
                wait.gone());
        if (!gone) {
            throw stopped(
                    record,
                    "movers do not end: "
                            + String.join(", ", destinations.movers(record.namespace(), step.destinations())));
        }
    }

    private static StopException gone(RunRecord record, Item item) {
        return stopped(record, "somebody deleted ReplicationDestination " + item.destination());
    }

    private static StopException stopped(RunRecord record, String why) {
        return new StopException(
                ExitCode.UNFINISHED,
                why,
                "Mend that, then `" + record.toContinue() + "`; `" + record.toRollBack() + "` puts everything back.");
    }
}
