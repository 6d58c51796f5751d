package backup.holdfast.replication.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Who may start next. Restores come first. Then come those who have waited for longer than {@link #PATIENCE}, oldest first; then what
 * people asked for; then the rest. Where several namespaces wait, the one with the fewest runs under way goes first, and within one the
 * oldest slot.
 *
 * <p>Somebody whose place is full does not stop those behind whose places are not: that would leave storage idle. But whoever has
 * lost patience has the next free unit of each of its places kept, so that nobody is overtaken for ever.
 */
public final class WaitingLine {
    /** How long somebody may be overtaken. */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Comparator<Applicant> OLDEST =
            Comparator.comparing(Applicant::due).thenComparing(Applicant::since).thenComparing(Applicant::uid);

    private WaitingLine() {}

    /**
     * What became of the line.
     *
     * @param admitted may start, all of them together
     * @param waiting the others, in their order
     */
    public record Outcome(List<Applicant> admitted, List<Blocked> waiting) {
        public Outcome {
            admitted = List.copyOf(admitted);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * Somebody who has to wait.
     *
     * @param at where there is no room
     */
    public record Blocked(Applicant applicant, Place at) {}

    /** Whether there is room for somebody at all, whoever else waits; where there is none, {@link #advance} need not be asked. */
    public static Optional<Place> obstacle(QueueLimits limits, Collection<Occupant> running, Applicant applicant) {
        return new Occupancy(limits, running).obstacle(applicant.urgency(), applicant.footprint());
    }

    public static Outcome advance(
            QueueLimits limits, Collection<Occupant> running, Collection<Applicant> waiting, Instant now) {
        Occupancy occupancy = new Occupancy(limits, running);
        Set<Place> kept = new HashSet<>();
        List<Applicant> admitted = new ArrayList<>();
        List<Blocked> blocked = new ArrayList<>();
        for (Applicant next : order(running, waiting, now)) {
            Optional<Place> obstacle = occupancy.obstacle(next.urgency(), next.footprint());
            if (obstacle.isEmpty()) {
                occupancy.add(Occupant.of(next));
                admitted.add(next);
                continue;
            }
            blocked.add(new Blocked(next, obstacle.get()));
            // One for each full place: a long line for one repository must not keep all of its endpoint idle.
            if (isImpatient(next, now) && kept.add(obstacle.get())) {
                occupancy.add(Occupant.of(next));
            }
        }
        return new Outcome(admitted, blocked);
    }

    private static boolean isImpatient(Applicant applicant, Instant now) {
        return applicant.urgency() != Urgency.RESTORE
                && Duration.between(applicant.since(), now).compareTo(PATIENCE) >= 0;
    }

    private static List<Applicant> order(Collection<Occupant> running, Collection<Applicant> waiting, Instant now) {
        Map<String, Integer> underWay = new HashMap<>();
        running.forEach(run -> underWay.merge(run.namespace(), 1, Integer::sum));
        List<Applicant> order = new ArrayList<>(waiting.size());
        order.addAll(inTurn(
                waiting.stream().filter(it -> it.urgency() == Urgency.RESTORE).toList(), underWay));
        waiting.stream().filter(it -> isImpatient(it, now)).sorted(OLDEST).forEach(order::add);
        for (Urgency urgency : List.of(Urgency.REQUESTED, Urgency.SCHEDULED)) {
            List<Applicant> patient = waiting.stream()
                    .filter(it -> it.urgency() == urgency && !isImpatient(it, now))
                    .toList();
            order.addAll(inTurn(patient, underWay));
        }
        return order;
    }

    /** One after the other from the namespace that has the fewest so far. */
    private static List<Applicant> inTurn(List<Applicant> applicants, Map<String, Integer> underWay) {
        Map<String, Deque<Applicant>> lines = new HashMap<>();
        applicants.stream()
                .sorted(OLDEST)
                .forEach(it -> lines.computeIfAbsent(it.namespace(), n -> new ArrayDeque<>())
                        .add(it));
        Map<String, Integer> served = new HashMap<>(underWay);
        Comparator<Deque<Applicant>> turn =
                Comparator.comparing(line -> served.getOrDefault(line.getFirst().namespace(), 0));
        PriorityQueue<Deque<Applicant>> namespaces = new PriorityQueue<>(turn.thenComparing(Deque::getFirst, OLDEST));
        namespaces.addAll(lines.values());
        List<Applicant> order = new ArrayList<>(applicants.size());
        while (!namespaces.isEmpty()) {
            Deque<Applicant> line = namespaces.remove();
            Applicant next = line.removeFirst();
            order.add(next);
            served.merge(next.namespace(), 1, Integer::sum);
            if (!line.isEmpty()) {
                namespaces.add(line);
            }
        }
        return order;
    }
}
