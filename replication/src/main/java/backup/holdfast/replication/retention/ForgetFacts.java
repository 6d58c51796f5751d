package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the guard of forget has to know beside the preview.
 *
 * @param policy the policy the preview was made with
 * @param lastPolicy the policy of our last forget in this repository, as
 *     {@link RetentionPolicy#toString()} writes it; absent before the first one, as after adoption
 * @param clocks comparisons of the mover's clock with others
 * @param now the mover's clock
 */
public record ForgetFacts(
        RetentionPolicy policy, Optional<String> lastPolicy, Consent consent, List<ClockReading> clocks, Instant now) {

    /** Whether {@code acceptChange} holds a token that was not acted on yet. */
    public enum Consent {
        NOT_GIVEN,
        GIVEN
    }

    /** Another clock and ours, read at the same moment. {@code whose} goes into messages: "the plan", "the store". */
    public record ClockReading(String whose, Instant theirs, Instant ours) {
        public ClockReading {
            requireNonNull(whose, "whose is null");
            requireNonNull(theirs, "theirs is null");
            requireNonNull(ours, "ours is null");
        }

        Duration apart() {
            return Duration.between(theirs, ours).abs();
        }
    }

    public ForgetFacts {
        requireNonNull(policy, "policy is null");
        requireNonNull(lastPolicy, "lastPolicy is null");
        requireNonNull(consent, "consent is null");
        clocks = List.copyOf(clocks);
        requireNonNull(now, "now is null");
    }
}
