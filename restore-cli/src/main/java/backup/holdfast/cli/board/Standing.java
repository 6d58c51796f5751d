package backup.holdfast.cli.board;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One source on the board.
 *
 * @param schedule as it is carried out, or what else starts it
 * @param reason of the condition that says what is wrong; empty when nothing is
 * @param message for a person; empty when there is nothing to say
 */
public record Standing(
        String namespace,
        String name,
        String claim,
        Health health,
        Optional<Instant> lastGood,
        Optional<Instant> next,
        String schedule,
        String result,
        String reason,
        String message) {

    /** Worst first, and of equals the one whose last good backup is oldest. */
    public static final Comparator<Standing> WORST_FIRST = Comparator.comparing(Standing::health)
            .thenComparing(it -> it.lastGood().orElse(Instant.MIN))
            .thenComparing(Standing::namespace)
            .thenComparing(Standing::name);

    public Standing {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(claim, "claim is null");
        requireNonNull(health, "health is null");
        requireNonNull(lastGood, "lastGood is null");
        requireNonNull(next, "next is null");
        schedule = Objects.requireNonNullElse(schedule, "");
        requireNonNull(result, "result is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(message, "message is null");
    }
}
