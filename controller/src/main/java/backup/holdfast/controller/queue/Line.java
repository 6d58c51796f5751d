package backup.holdfast.controller.queue;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer.Cause;
import backup.holdfast.controller.queue.Answer.Go;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.replication.queue.Applicant;
import backup.holdfast.replication.queue.EndpointHealth;
import backup.holdfast.replication.queue.Occupant;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.replication.queue.WaitingLine;
import backup.holdfast.replication.queue.WaitingLine.Blocked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is under way, who waits, and how the endpoints are. Not safe for threads. Methods that change who may go return those who
 * have to be woken.
 */
final class Line {
    /** Until a run that was let in is on record in the cache, and nobody asks for it any more. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** Whoever is called and does not come within this time is passed over. */
    private static final Duration CALLED = Duration.ofSeconds(20);

    private final QueueLimits limits;
    private final Map<String, Underway> underWay = new HashMap<>();
    private final Map<String, Waiter> waiting = new LinkedHashMap<>();
    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    Line(QueueLimits limits) {
        this.limits = limits;
    }

    /** A run under way, or one that was told that it may start. */
    private record Underway(Occupant occupant, RunOwner owner, String endpoint, Instant since, Stage stage) {}

    private enum Stage {
        /** Was called, and has not come yet. */
        CALLED,
        /** Came, and was let in. */
        LET_IN,
        ON_RECORD
    }

    private static final class Waiter {
        private Application application;
        private final Instant since;
        private @Nullable Wait told;
        private Instant askedAt;
        private Instant calledAt = Instant.EPOCH;

        Waiter(Application application, Instant since) {
            this.application = application;
            this.since = since;
            this.askedAt = since;
        }

        boolean isCalled() {
            return calledAt.isAfter(askedAt);
        }

        Applicant applicant() {
            return application.applicant(since);
        }
    }

    Answer ask(Application application, Instant now) {
        String uid = application.uid();
        Endpoint endpoint = endpoint(application.location().endpoint());
        endpoint.locatedAt(application.location());
        Underway called = underWay.get(uid);
        if (called != null) {
            letIn(application, now);
            return new Go();
        }
        Waiter waiter = waiting.computeIfAbsent(uid, u -> new Waiter(application, now));
        waiter.application = application;
        waiter.askedAt = now;
        boolean tries = false;
        if (application.urgency() != Urgency.RESTORE && isHeld(waiter, now)) {
            tries = mayTry(waiter, endpoint, now);
            if (!tries) {
                return told(waiter, new Wait(Cause.STORAGE, silence(endpoint.name())));
            }
        }
        Optional<Place> obstacle = WaitingLine.obstacle(limits, occupants(), waiter.applicant());
        if (obstacle.isEmpty() && !tries) {
            obstacle = overtaken(uid, now);
        }
        if (obstacle.isPresent()) {
            return told(waiter, new Wait(Cause.ROOM, room(obstacle.get())));
        }
        if (tries) {
            endpoint.tried(uid, now);
        }
        letIn(application, now);
        return new Go();
    }

    /** Its run is not due any more, or was written down by now. */
    List<RunOwner> notDue(RunOwner owner, Instant now) {
        waiting.remove(owner.uid());
        Underway called = underWay.get(owner.uid());
        if (called == null || called.stage() != Stage.CALLED) {
            return List.of();
        }
        underWay.remove(owner.uid());
        return advance(now);
    }

    List<RunOwner> ended(RunOwner owner, String endpoint, StoreWord word, Instant now) {
        underWay.remove(owner.uid());
        waiting.remove(owner.uid());
        if (!endpoint.isEmpty()) {
            endpoint(endpoint).heard(word, owner.uid(), now);
        }
        return advance(now);
    }

    /** Sets right what was missed: runs of before, objects that were deleted, calls that nobody answered. */
    void compare(List<RunOnRecord> runs, Instant now) {
        Map<String, RunOnRecord> onRecord =
                runs.stream().collect(Collectors.toMap(run -> run.owner().uid(), run -> run, (one, other) -> one));
        underWay.values().removeIf(run -> {
            boolean settled =
                    run.stage() == Stage.ON_RECORD || run.since().plus(SETTLED).isBefore(now);
            boolean gone = settled && !onRecord.containsKey(run.occupant().uid());
            if (gone && !run.endpoint().isEmpty()) {
                endpoint(run.endpoint()).heard(StoreWord.NONE, run.occupant().uid(), now);
            }
            return gone;
        });
        onRecord.forEach((uid, run) -> underWay.merge(
                uid,
                new Underway(run.occupant(), run.owner(), run.endpoint(), now, Stage.ON_RECORD),
                // Of one that was let in here more is known than the record says.
                (known, read) -> known.stage() == Stage.ON_RECORD ? read : known));
    }

    /** In the order of time. */
    void remember(List<PastWord> words) {
        words.stream()
                .filter(word -> !word.endpoint().isEmpty())
                .sorted(Comparator.comparing(PastWord::at))
                .forEach(word -> endpoint(word.endpoint()).heard(word.word(), word.uid(), word.at()));
    }

    /** Calls whoever may go now, and whoever was told something that is so no longer. */
    List<RunOwner> advance(Instant now) {
        List<RunOwner> calls = new ArrayList<>(uncalled(now));
        if (waiting.isEmpty()) {
            return calls;
        }
        for (Applicant next : outcome(now).admitted()) {
            Waiter waiter = waiting.remove(next.uid());
            if (waiter != null) {
                Application application = waiter.application;
                underWay.put(
                        next.uid(),
                        new Underway(
                                Occupant.of(next),
                                application.owner(),
                                application.location().endpoint(),
                                now,
                                Stage.CALLED));
                calls.add(application.owner());
            }
        }
        Set<String> chosen = endpoints.values().stream()
                .filter(endpoint -> endpoint.health(now).isTrialDue(now))
                .flatMap(endpoint -> chosen(endpoint, now).stream())
                .collect(Collectors.toSet());
        for (Waiter waiter : waiting.values()) {
            Cause cause = isHeld(waiter, now) ? Cause.STORAGE : Cause.ROOM;
            boolean news = waiter.told != null && waiter.told.cause() != cause;
            if ((news || chosen.contains(waiter.application.uid()))
                    && !waiter.calledAt.plus(CALLED).isAfter(now)) {
                waiter.calledAt = now;
                calls.add(waiter.application.owner());
            }
        }
        return calls;
    }

    /** Who stands where, from 1; whoever waits for storage stands nowhere. */
    Map<String, Integer> positions(Instant now) {
        Map<String, Integer> positions = new HashMap<>();
        for (Blocked blocked : outcome(now).waiting()) {
            positions.put(blocked.applicant().uid(), positions.size() + 1);
        }
        return positions;
    }

    /** Each endpoint by name, and whether runs against it wait. */
    Map<String, EndpointHealth> endpoints(Instant now) {
        Map<String, EndpointHealth> all = new TreeMap<>();
        endpoints.forEach((name, endpoint) -> all.put(name, endpoint.health(now)));
        return all;
    }

    List<Endpoint> known() {
        return List.copyOf(endpoints.values());
    }

    int running() {
        return underWay.size();
    }

    /** Those who were called in vain give their place up; if they still want it they ask again. */
    private List<RunOwner> uncalled(Instant now) {
        List<RunOwner> again = new ArrayList<>();
        underWay.values().removeIf(run -> {
            boolean late =
                    run.stage() == Stage.CALLED && run.since().plus(CALLED).isBefore(now);
            if (late) {
                again.add(run.owner());
            }
            return late;
        });
        waiting.values().removeIf(waiter -> {
            boolean late = waiter.isCalled() && waiter.calledAt.plus(CALLED).isBefore(now);
            if (late) {
                again.add(waiter.application.owner());
            }
            return late;
        });
        return again;
    }

    private void letIn(Application application, Instant now) {
        waiting.remove(application.uid());
        underWay.put(
                application.uid(),
                new Underway(
                        Occupant.of(application.applicant(now)),
                        application.owner(),
                        application.location().endpoint(),
                        now,
                        Stage.LET_IN));
    }

    /** There is room, but somebody else may come first for it. */
    private Optional<Place> overtaken(String uid, Instant now) {
        if (waiting.size() == 1) {
            return Optional.empty();
        }
        return outcome(now).waiting().stream()
                .filter(it -> it.applicant().uid().equals(uid))
                .map(Blocked::at)
                .findFirst();
    }

    private WaitingLine.Outcome outcome(Instant now) {
        List<Applicant> eligible = waiting.values().stream()
                .filter(waiter -> !isHeld(waiter, now))
                .map(Waiter::applicant)
                .toList();
        return WaitingLine.advance(limits, occupants(), eligible, now);
    }

    private List<Occupant> occupants() {
        return underWay.values().stream().map(Underway::occupant).toList();
    }

    private boolean isHeld(Waiter waiter, Instant now) {
        Application application = waiter.application;
        if (application.urgency() == Urgency.RESTORE) {
            return false;
        }
        Endpoint endpoint = endpoint(application.location().endpoint());
        return endpoint.holds(application.uid(), now) || rests(application, endpoint, now);
    }

    /** What a person asked for is tried again with the growing pauses of its own, as long as nobody else says that it is in vain. */
    private static boolean rests(Application application, Endpoint endpoint, Instant now) {
        return application.urgency() == Urgency.SCHEDULED && endpoint.rests(application.uid(), now);
    }

    private boolean mayTry(Waiter waiter, Endpoint endpoint, Instant now) {
        EndpointHealth health = endpoint.health(now);
        Application application = waiter.application;
        if (application.trial() == Trial.AT_ONCE) {
            return health.outage().filter(it -> it.trial().isEmpty()).isPresent();
        }
        return health.isTrialDue(now)
                && chosen(endpoint, now).filter(application.uid()::equals).isPresent();
    }

    /** Rather one that has not failed yet: an outage should cost each source one failed run at most. */
    private Optional<String> chosen(Endpoint endpoint, Instant now) {
        Map<String, Instant> silent = endpoint.health(now).silent();
        return waiting.values().stream()
                .filter(it -> it.application.location().endpoint().equals(endpoint.name())
                        && it.application.urgency() != Urgency.RESTORE
                        && !rests(it.application, endpoint, now))
                .map(Waiter::applicant)
                .min(Comparator.comparing((Applicant it) -> silent.containsKey(it.uid()))
                        .thenComparing(Applicant::urgency)
                        .thenComparing(Applicant::due)
                        .thenComparing(Applicant::uid))
                .map(Applicant::uid);
    }

    private Endpoint endpoint(String name) {
        return endpoints.computeIfAbsent(name, Endpoint::new);
    }

    /** What somebody waits for is said once: while the cause stays, the words do. */
    private static Wait told(Waiter waiter, Wait wait) {
        if (waiter.told == null || waiter.told.cause() != wait.cause()) {
            waiter.told = wait;
        }
        return waiter.told;
    }

    private String room(Place full) {
        String at = "waiting for room at " + full.described();
        int limit = limits.of(full.kind()).orElse(0);
        return limit == 0 ? at + ", where somebody prunes or is about to" : at + " (" + limit + " at once)";
    }

    private static String silence(String endpoint) {
        return "storage endpoint " + endpoint
                + " does not answer; backups to it wait until it does, and each of them catches up once then";
    }
}
