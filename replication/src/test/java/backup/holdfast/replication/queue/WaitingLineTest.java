package backup.holdfast.replication.queue;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.WaitingLine.Blocked;
import backup.holdfast.replication.queue.WaitingLine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingLineTest {
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
    private static final QueueLimits TWO = new QueueLimits(Map.of(Place.Kind.CONTROLLER, 2));

    @Test
    void shouldLetInAsManyAsThereIsRoomForOldestFirst() {
        Outcome outcome = advance(TWO, List.of(), backup("c", "ns", 3), backup("a", "ns", 1), backup("b", "ns", 2));

        assertThat(uids(outcome)).containsExactly("a", "b");
        assertThat(outcome.waiting()).containsExactly(new Blocked(backup("c", "ns", 3), Place.CONTROLLER));
    }

    @Test
    void shouldTakeTurnsBetweenNamespaces() {
        List<Applicant> waiting = List.of(
                backup("a1", "a", 1),
                backup("a2", "a", 1),
                backup("a3", "a", 1),
                backup("b1", "b", 9),
                backup("c1", "c", 8));

        assertThat(uids(WaitingLine.advance(QueueLimits.NONE, List.of(), waiting, NOW)))
                .containsExactly("a1", "c1", "b1", "a2", "a3");
        assertThat(uids(WaitingLine.advance(TWO, List.of(Occupant.of(backup("a0", "a", 0))), waiting, NOW)))
                .as("a has one under way")
                .containsExactly("c1");
    }

    @Test
    void shouldPutPeopleBeforeSchedulesAndRestoresBeforeBoth() {
        Outcome outcome = advance(
                QueueLimits.NONE,
                List.of(),
                backup("scheduled", "ns", 1),
                applicant("asked", Urgency.REQUESTED, 2, Sharing.SHARED, "r"),
                applicant("restore", Urgency.RESTORE, 3, Sharing.SHARED, "r"));

        assertThat(uids(outcome)).containsExactly("restore", "asked", "scheduled");
    }

    @Test
    void shouldNeverLetARestoreWaitForBackups() {
        List<Occupant> full = List.of(Occupant.of(backup("a", "ns", 1)), Occupant.of(backup("b", "ns", 1)));

        Outcome outcome = advance(
                TWO,
                full,
                applicant("r1", Urgency.RESTORE, 3, Sharing.SHARED, "r"),
                applicant("r2", Urgency.RESTORE, 4, Sharing.SHARED, "r"),
                applicant("r3", Urgency.RESTORE, 5, Sharing.SHARED, "r"));

        assertThat(uids(outcome)).containsExactly("r1", "r2");
        assertThat(outcome.waiting()).extracting(it -> it.applicant().uid()).containsExactly("r3");
    }

    @Test
    void shouldCountRestoresAgainstBackups() {
        List<Occupant> running = List.of(
                Occupant.of(applicant("r1", Urgency.RESTORE, 3, Sharing.SHARED, "r")),
                Occupant.of(applicant("r2", Urgency.RESTORE, 3, Sharing.SHARED, "r")));

        assertThat(uids(advance(TWO, running, backup("a", "ns", 1)))).isEmpty();
    }

    @Test
    void shouldLeaveARepositoryToWhoeverPrunesIt() {
        Applicant pruning = applicant("p", Urgency.SCHEDULED, 1, Sharing.ALONE, "r");
        Applicant same = applicant("same", Urgency.SCHEDULED, 1, Sharing.SHARED, "r");
        Applicant other = applicant("other", Urgency.SCHEDULED, 1, Sharing.SHARED, "s");

        assertThat(uids(advance(QueueLimits.NONE, List.of(Occupant.of(pruning)), same, other)))
                .containsExactly("other");
        assertThat(uids(advance(QueueLimits.NONE, List.of(Occupant.of(same)), pruning)))
                .isEmpty();
    }

    @Test
    void shouldNotLetAFullRepositoryKeepTheOthersWaiting() {
        QueueLimits limits = new QueueLimits(Map.of(Place.Kind.CONTROLLER, 4, Place.Kind.REPOSITORY, 1));
        List<Occupant> running = List.of(Occupant.of(applicant("a", Urgency.SCHEDULED, 0, Sharing.SHARED, "r")));

        Outcome outcome = advance(
                limits,
                running,
                applicant("b", Urgency.SCHEDULED, 1, Sharing.SHARED, "r"),
                applicant("c", Urgency.SCHEDULED, 2, Sharing.SHARED, "r"),
                applicant("d", Urgency.SCHEDULED, 3, Sharing.SHARED, "s"));

        assertThat(uids(outcome)).containsExactly("d");
        assertThat(outcome.waiting())
                .extracting(it -> it.at().kind())
                .containsExactly(Place.Kind.REPOSITORY, Place.Kind.REPOSITORY);
    }

    @Test
    void shouldSayTheSameAboutOneAsAboutTheLine() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            QueueLimits limits = limits(random);
            List<Occupant> running = occupants(random, limits);
            Applicant one = anybody(random, "one", NOW);

            boolean room = WaitingLine.obstacle(limits, running, one).isEmpty();

            assertThat(uids(advance(limits, running, one)).isEmpty()).isEqualTo(!room);
        }
    }

    /** Whatever comes, no limit is passed, and everybody gets in once: also who needs what everybody else needs, too. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepLimitsAndStarveNobody(long seed) {
        Random random = new Random(seed);
        QueueLimits limits = limits(random);
        Map<String, Applicant> waiting = new HashMap<>();
        Map<Occupant, Instant> endsAt = new HashMap<>();
        Instant now = NOW;
        // Needs two places, both wanted by others that come all the time and are never both free by luck alone.
        Applicant needy = new Applicant(
                "needy",
                "busy",
                Urgency.SCHEDULED,
                now,
                now,
                new Footprint(
                        Set.of(
                                Place.CONTROLLER,
                                new Place(Place.Kind.REPOSITORY, "r0"),
                                new Place(Place.Kind.ENDPOINT, "e0"),
                                new Place(Place.Kind.NODE, "n0")),
                        Sharing.ALONE));
        waiting.put(needy.uid(), needy);
        Instant gotIn = Instant.MAX;

        for (int step = 0; step < 2_000 && gotIn.equals(Instant.MAX); step++) {
            Instant at = now;
            endsAt.values().removeIf(end -> !end.isAfter(at));
            for (int i = 0; i < 3; i++) {
                Applicant next = anybody(random, "s" + step + "-" + i, now);
                waiting.put(next.uid(), next);
            }
            Outcome outcome = WaitingLine.advance(limits, endsAt.keySet(), waiting.values(), now);
            for (Applicant admitted : outcome.admitted()) {
                waiting.remove(admitted.uid());
                endsAt.put(Occupant.of(admitted), now.plusSeconds(30 + random.nextInt(600)));
            }
            assertThat(outcome.admitted().size() + outcome.waiting().size())
                    .isEqualTo(outcome.admitted().size() + waiting.size());
            assertWithin(limits, endsAt.keySet());
            gotIn = waiting.containsKey("needy") ? Instant.MAX : now;
            now = now.plusSeconds(10);
        }

        assertThat(gotIn).isBefore(NOW.plus(WaitingLine.PATIENCE).plus(Duration.ofMinutes(45)));
    }

    private static void assertWithin(QueueLimits limits, Collection<Occupant> running) {
        Map<Place, Long> taken = running.stream()
                .filter(it -> it.urgency() != Urgency.RESTORE)
                .flatMap(it -> it.footprint().places().stream())
                .collect(Collectors.groupingBy(place -> place, Collectors.counting()));
        taken.forEach((place, count) -> limits.of(place.kind())
                .ifPresent(limit -> assertThat(count).as("%s", place).isLessThanOrEqualTo(limit)));
        for (Occupant alone : running) {
            if (alone.footprint().sharing() == Sharing.ALONE) {
                Place repository = repository(alone);
                assertThat(running.stream()
                                .filter(it -> it.urgency() != Urgency.RESTORE
                                        && repository(it).equals(repository)))
                        .hasSize(1);
            }
        }
    }

    private static Place repository(Occupant occupant) {
        return occupant.footprint().places().stream()
                .filter(place -> place.kind() == Place.Kind.REPOSITORY)
                .findFirst()
                .orElseThrow();
    }

    private static QueueLimits limits(Random random) {
        return new QueueLimits(Map.of(
                Place.Kind.CONTROLLER, 2 + random.nextInt(6),
                Place.Kind.REPOSITORY, 1 + random.nextInt(2),
                Place.Kind.ENDPOINT, 1 + random.nextInt(3),
                Place.Kind.NODE, 1 + random.nextInt(2)));
    }

    private static List<Occupant> occupants(Random random, QueueLimits limits) {
        List<Applicant> some = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            some.add(anybody(random, "o" + i, NOW));
        }
        return WaitingLine.advance(limits, List.of(), some, NOW).admitted().stream()
                .map(Occupant::of)
                .toList();
    }

    private static Applicant anybody(Random random, String uid, Instant now) {
        Urgency urgency = random.nextInt(10) == 0 ? Urgency.REQUESTED : Urgency.SCHEDULED;
        return new Applicant(
                uid,
                "ns" + random.nextInt(3),
                urgency,
                now,
                now,
                new Footprint(
                        Set.of(
                                Place.CONTROLLER,
                                new Place(Place.Kind.REPOSITORY, "r" + random.nextInt(3)),
                                new Place(Place.Kind.ENDPOINT, "e" + random.nextInt(2)),
                                new Place(Place.Kind.NODE, "n" + random.nextInt(2))),
                        random.nextInt(8) == 0 ? Sharing.ALONE : Sharing.SHARED));
    }

    private static Applicant backup(String uid, String namespace, int due) {
        return new Applicant(
                uid,
                namespace,
                Urgency.SCHEDULED,
                NOW.minusSeconds(600 - due),
                NOW,
                new Footprint(Set.of(Place.CONTROLLER), Sharing.SHARED));
    }

    private static Applicant applicant(String uid, Urgency urgency, int due, Sharing sharing, String repository) {
        return new Applicant(
                uid,
                "ns",
                urgency,
                NOW.minusSeconds(600 - due),
                NOW,
                new Footprint(Set.of(Place.CONTROLLER, new Place(Place.Kind.REPOSITORY, repository)), sharing));
    }

    private static Outcome advance(QueueLimits limits, Collection<Occupant> running, Applicant... waiting) {
        return WaitingLine.advance(limits, running, List.of(waiting), NOW);
    }

    private static List<String> uids(Outcome outcome) {
        return outcome.admitted().stream().map(Applicant::uid).toList();
    }
}
