package backup.holdfast.controller.queue;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sources with one slot each that ask a queue, run and end, second by second in a time of their own. */
final class SimulatedFleet {
    static final Instant START = Instant.parse("2026-11-20T03:00:00Z");
    private static final Duration RUN = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Settable clock = new Settable();
    private final Set<String> woken = new LinkedHashSet<>();
    private final Map<String, RunOwner> owners = new LinkedHashMap<>();
    private final Map<String, Instant> dueAt = new HashMap<>();
    private final Map<String, Instant> endsAt = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> successes = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<Instant> starts = new ArrayList<>();
    private final boolean viewed;
    private final QueueLimits limits;
    private RunQueue queue;
    private Instant deadUntil = Instant.MIN;
    private int widest;

    private SimulatedFleet(QueueLimits limits, boolean viewed) {
        this.limits = limits;
        this.viewed = viewed;
        this.queue = newQueue();
    }

    /** All against one endpoint, each with a repository of its own. */
    static SimulatedFleet seenByTheController(QueueLimits limits) {
        return new SimulatedFleet(limits, true);
    }

    /** As before, but with no way from the controller to the endpoint. */
    static SimulatedFleet unseenByTheController(QueueLimits limits) {
        return new SimulatedFleet(limits, false);
    }

    SimulatedFleet of(int count) {
        for (int i = 0; i < count; i++) {
            String uid = "uid-" + i;
            owners.put(uid, new RunOwner("ReplicationSource", "ns-" + i % 7, "s" + i, uid));
            due(uid);
        }
        return this;
    }

    void due(String uid) {
        dueAt.put(uid, clock.now);
        woken.add(uid);
    }

    void allDue() {
        owners.keySet().forEach(this::due);
    }

    void dieFor(Duration span) {
        deadUntil = clock.now.plus(span);
    }

    /** Another process, which has only what is on record. */
    void restart() {
        queue = newQueue();
        woken.addAll(dueAt.keySet());
    }

    /** A source that is gone from one moment to the next. */
    void delete(String uid) {
        owners.remove(uid);
        dueAt.remove(uid);
        endsAt.remove(uid);
    }

    void pass(Duration span) {
        Instant end = clock.now.plus(span);
        while (clock.now.isBefore(end)) {
            clock.now = clock.now.plusSeconds(1);
            second();
        }
    }

    private void second() {
        List.copyOf(endsAt.entrySet()).forEach(entry -> {
            if (!entry.getValue().isAfter(clock.now)) {
                end(entry.getKey());
            }
        });
        queue.tick();
        dueAt.forEach((uid, at) -> {
            if (at.equals(clock.now)) {
                woken.add(uid);
            }
        });
        List<String> now = List.copyOf(woken);
        woken.clear();
        now.forEach(this::reconcile);
        widest = Math.max(widest, endsAt.size());
    }

    private void reconcile(String uid) {
        RunOwner owner = owners.get(uid);
        if (owner == null || endsAt.containsKey(uid)) {
            return;
        }
        Instant due = dueAt.get(uid);
        if (due == null || due.isAfter(clock.now)) {
            queue.notDue(owner);
            return;
        }
        Answer answer = queue.ask(application(owner, Urgency.SCHEDULED));
        answers.put(uid, answer);
        if (answer instanceof Answer.Go) {
            endsAt.put(uid, clock.now.plus(RUN));
            starts.add(clock.now);
        }
    }

    Application application(RunOwner owner, Urgency urgency) {
        RepositoryLocation location = location(owner.name());
        return new Application(owner, urgency, START, footprint(location), location, Trial.WHEN_CHOSEN);
    }

    private void end(String uid) {
        endsAt.remove(uid);
        boolean dead = clock.now.isBefore(deadUntil);
        if (dead) {
            failures.merge(uid, 1, Integer::sum);
            dueAt.put(uid, clock.now.plus(RETRY));
        } else {
            successes.merge(uid, 1, Integer::sum);
            dueAt.remove(uid);
        }
        queue.ended(owners.get(uid), "minio:443", dead ? StoreWord.SILENT : StoreWord.ANSWERED);
    }

    private RunQueue newQueue() {
        RunQueue fresh = RunQueue.still(
                limits,
                owner -> woken.add(owner.uid()),
                location -> !viewed ? Sight.NONE : clock.now.isBefore(deadUntil) ? Sight.SILENT : Sight.ANSWERS,
                clock);
        fresh.among(() -> new Records() {
            @Override
            public List<RunOnRecord> runs() {
                return endsAt.keySet().stream()
                        .map(uid -> {
                            RunOwner owner = owners.get(uid);
                            return new RunOnRecord(
                                    owner, Urgency.SCHEDULED, footprint(location(owner.name())), "minio:443");
                        })
                        .toList();
            }

            @Override
            public List<PastWord> words() {
                return failures.keySet().stream()
                        .filter(uid -> !successes.containsKey(uid))
                        .map(uid -> new PastWord(uid, "minio:443", StoreWord.SILENT, clock.now.minusSeconds(30)))
                        .toList();
            }
        });
        return fresh;
    }

    private static RepositoryLocation location(String name) {
        return RepositoryLocation.parse("s3:https://minio/bucket/" + name);
    }

    private static Footprint footprint(RepositoryLocation location) {
        return new Footprint(
                Set.of(
                        Place.CONTROLLER,
                        new Place(Place.Kind.REPOSITORY, location.fingerprint()),
                        new Place(Place.Kind.ENDPOINT, location.endpoint())),
                Sharing.SHARED);
    }

    RunQueue queue() {
        return queue;
    }

    Map<String, RunOwner> owners() {
        return owners;
    }

    Map<String, Integer> failures() {
        return failures;
    }

    Map<String, Integer> successes() {
        return successes;
    }

    Map<String, Answer> answers() {
        return answers;
    }

    List<Instant> starts() {
        return starts;
    }

    int widest() {
        return widest;
    }

    int running() {
        return endsAt.size();
    }

    private static final class Settable extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for zones");
        }
    }
}
