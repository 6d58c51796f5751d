package backup.holdfast.crds.status;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.status.Conditions.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00.987654Z");
    private static final String EARLIER = "2026-11-01T00:00:00Z";

    @Test
    void shouldDateANewConditionInWholeSeconds() {
        assertThat(conditions().set("Ready", Truth.TRUE, "Accepted", "fine").toList())
                .containsExactly(condition("Ready", "True", "Accepted", "fine", "2026-11-20T04:00:00Z", 7L));
    }

    @Test
    void shouldKeepTheTransitionTimeWhileTheStatusStays() {
        Conditions conditions = conditions(condition("Ready", "False", "SecretMissing", "old", EARLIER, 6L));

        conditions.set("Ready", Truth.FALSE, "SecretIncomplete", "new");

        assertThat(conditions.toList())
                .containsExactly(condition("Ready", "False", "SecretIncomplete", "new", EARLIER, 7L));
    }

    @Test
    void shouldMoveTheTransitionTimeWhenTheStatusChanges() {
        Conditions conditions = conditions(condition("BackupHealthy", "Unknown", "NoRunYet", "", EARLIER, 7L));

        conditions.set("BackupHealthy", Truth.FALSE, "Unreachable", "down");

        assertThat(conditions.toList())
                .containsExactly(
                        condition("BackupHealthy", "False", "Unreachable", "down", "2026-11-20T04:00:00Z", 7L));
    }

    @Test
    void shouldChangeNothingWhenTheSameIsSaidAgain() {
        Condition before = condition("Ready", "True", "Accepted", "fine", EARLIER, 7L);

        assertThat(conditions(before)
                        .set("Ready", Truth.TRUE, "Accepted", "fine")
                        .toList())
                .containsExactly(before);
    }

    @Test
    void shouldDateAConditionThatSomebodyWroteWithoutATime() {
        Conditions conditions = conditions(condition("Ready", "True", "Accepted", "fine", null, 7L));

        conditions.set("Ready", Truth.TRUE, "Accepted", "fine");

        assertThat(conditions.toList())
                .containsExactly(condition("Ready", "True", "Accepted", "fine", "2026-11-20T04:00:00Z", 7L));
    }

    @Test
    void shouldKeepConditionsOfOthersInTheirPlace() {
        Condition theirs = condition("SomebodyElses", "True", "Why", "message", EARLIER, 1L);
        Condition ours = condition("Ready", "True", "Accepted", "fine", EARLIER, 7L);

        Conditions conditions = conditions(theirs, ours);
        conditions.remove("Stalled").set("Ready", Truth.TRUE, "Accepted", "fine");

        assertThat(conditions.toList()).containsExactly(theirs, ours);
    }

    @Test
    void shouldRemoveAConditionThatIsOver() {
        Condition stalled = condition("Stalled", "True", "SecretMissing", "no", EARLIER, 7L);

        assertThat(conditions(stalled).remove("Stalled").toList()).isEmpty();
    }

    private static Conditions conditions(Condition... before) {
        return new Conditions(List.of(before), 7, NOW);
    }

    private static Condition condition(
            String type, String status, String reason, String message, String since, Long generation) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .withObservedGeneration(generation)
                .build();
    }
}
