package backup.holdfast.controller.mover.copy;

import static backup.holdfast.controller.mover.copy.CopySamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.copy.CopyTrigger.Answer;
import backup.holdfast.controller.mover.copy.CopyTrigger.Copy;
import backup.holdfast.controller.mover.copy.CopyTrigger.Copy.State;
import backup.holdfast.controller.mover.copy.CopyTrigger.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyTriggerTest {
    private static final String USE = "volsync.backube/use-copy-trigger";
    private static final String TOKEN = "volsync.backube/copy-trigger";
    private static final String LATEST = "volsync.backube/latest-copy-trigger";
    private static final String STATUS = "volsync.backube/latest-copy-status";
    private static final String SINCE = "volsync.backube/latest-copy-trigger-waiting-since";
    private static final String SERVED = "holdfast.backup/copy-served";

    private final Map<String, String> claim = new HashMap<>(Map.of(USE, ""));

    @Test
    void shouldNotAskWhereNobodyWantsToBeAsked() {
        claim.remove(USE);
        claim.put(TOKEN, "a");

        assertThat(ask(NOW)).isEqualTo(new Answer.Unasked());
    }

    @Test
    void shouldWaitForAFirstTokenAndSaySinceWhen() {
        assertThat(ask(NOW))
                .isEqualTo(new Answer.Wait(Patience.GIVEN, Map.of(STATUS, "WaitingForTrigger", SINCE, NOW.toString())));
        assertThat(ask(NOW.plusSeconds(30))).isEqualTo(new Answer.Wait(Patience.GIVEN, Map.of()));
    }

    @Test
    void shouldWaitForAnotherTokenThanTheOneThatIsDone() {
        claim.putAll(Map.of(TOKEN, "a", LATEST, "a", STATUS, "Completed"));

        assertThat(ask(NOW)).isInstanceOf(Answer.Wait.class);
        claim.put(TOKEN, "b");
        assertThat(ask(NOW)).isInstanceOfSatisfying(Answer.Go.class, go -> {
            assertThat(go.token()).isEqualTo("b");
            assertThat(claim).containsEntry(STATUS, "InProgress").doesNotContainKey(SINCE);
        });
        assertThat(ask(NOW)).isEqualTo(new Answer.Go("b", Map.of()));
    }

    @Test
    void shouldLosePatienceAfterTenMinutesAndWaitOn() {
        ask(NOW);

        assertThat(ask(NOW.plus(Duration.ofMinutes(9)))).isEqualTo(new Answer.Wait(Patience.GIVEN, Map.of()));
        assertThat(ask(NOW.plus(Duration.ofMinutes(10)))).isEqualTo(new Answer.Wait(Patience.OVER, Map.of()));
        claim.put(TOKEN, "late");
        assertThat(ask(NOW.plus(Duration.ofMinutes(11)))).isInstanceOf(Answer.Go.class);
    }

    /** Of a wait before, or written by hand. */
    @Test
    void shouldBeginANewWaitWithANewTime() {
        claim.putAll(Map.of(TOKEN, "a", LATEST, "a", STATUS, "Completed", SINCE, "2026-11-01T00:00:00Z"));

        assertThat(ask(NOW))
                .isInstanceOfSatisfying(
                        Answer.Wait.class, wait -> assertThat(wait.patience()).isEqualTo(Patience.GIVEN));
        assertThat(claim).containsEntry(SINCE, NOW.toString());
        claim.put(SINCE, "yesterday");
        ask(NOW.plusSeconds(5));
        assertThat(claim).containsEntry(SINCE, NOW.plusSeconds(5).toString());
    }

    @Test
    void shouldAnswerOnceTheCopyIsCut() {
        claim.putAll(Map.of(TOKEN, "a", STATUS, "InProgress"));

        assertThat(settle(NOW, 0, new Copy("a", State.BEING_CUT))).isEmpty();
        assertThat(settle(NOW, 0, new Copy("a", State.CUT))).isEqualTo(Map.of(STATUS, "Completed", LATEST, "a"));
        assertThat(settle(NOW, 0, new Copy("a", State.CUT))).isEmpty();
    }

    @Test
    void shouldAnswerForTheTokenTheCopyWasMadeFor() {
        claim.putAll(Map.of(TOKEN, "b", STATUS, "InProgress"));

        assertThat(settle(NOW, 0, new Copy("a", State.CUT))).containsEntry(LATEST, "a");
        assertThat(ask(NOW))
                .isInstanceOfSatisfying(
                        Answer.Go.class, go -> assertThat(go.token()).isEqualTo("b"));
    }

    @Test
    void shouldAnswerWhenAllSourcesOfTheClaimHaveTheirCopies() {
        claim.putAll(Map.of(TOKEN, "a", STATUS, "InProgress"));

        settle(NOW, 1, new Copy("a", State.CUT));
        assertThat(claim).doesNotContainKey(LATEST).containsEntry(SERVED, NOW + " a");
        assertThat(ask(NOW)).isEqualTo(new Answer.Go("a", Map.of()));
        settle(NOW.plusSeconds(5), 0, new Copy("a", State.CUT), new Copy("a", State.BEING_CUT));
        assertThat(claim).doesNotContainKey(LATEST);
        // The first one is backed up and gone by now.
        settle(NOW.plusSeconds(9), 0, new Copy("a", State.CUT));

        assertThat(claim)
                .containsEntry(LATEST, "a")
                .containsEntry(STATUS, "Completed")
                .doesNotContainKey(SERVED);
    }

    /** It failed, or was deleted; the one that has its copy is over. */
    @Test
    void shouldAnswerWhenNobodyElseIsToCome() {
        claim.putAll(Map.of(TOKEN, "a", STATUS, "InProgress", SERVED, NOW + " a"));

        settle(NOW.plusSeconds(60), 0);

        assertThat(claim).containsEntry(LATEST, "a").containsEntry(STATUS, "Completed");
    }

    @Test
    void shouldNotLetOneSourceHoldUpTheApplicationForLong() {
        claim.putAll(Map.of(TOKEN, "a", STATUS, "InProgress"));
        settle(NOW, 1, new Copy("a", State.CUT));

        settle(NOW.plus(Duration.ofMinutes(9)), 1);
        assertThat(claim).doesNotContainKey(LATEST);
        settle(NOW.plus(Duration.ofMinutes(10)), 1);

        assertThat(claim).containsEntry(LATEST, "a");
    }

    /** What waits, waits for the next one. */
    @Test
    void shouldNotWaitForThoseWhoCannotUseTheToken() {
        claim.putAll(Map.of(TOKEN, "", STATUS, "InProgress"));

        settle(NOW, 3, new Copy("a", State.CUT));

        assertThat(claim).containsEntry(LATEST, "a");
    }

    @Test
    void shouldSayNothingWhereNothingWasCopied() {
        claim.putAll(Map.of(TOKEN, "a", STATUS, "InProgress"));

        assertThat(settle(NOW, 0)).isEmpty();
    }

    private Answer ask(Instant now) {
        Answer answer = new CopyTrigger(claim).ask(now);
        if (answer instanceof Answer.Go go) {
            apply(go.patch());
        } else if (answer instanceof Answer.Wait wait) {
            apply(wait.patch());
        }
        return answer;
    }

    private Map<String, String> settle(Instant now, int waiting, Copy... copies) {
        Map<String, String> patch = new CopyTrigger(claim).settle(List.of(copies), waiting, now);
        apply(patch);
        return Collections.unmodifiableMap(patch);
    }

    private void apply(Map<String, String> patch) {
        patch.forEach((key, value) -> {
            if (value == null) {
                claim.remove(key);
            } else {
                claim.put(key, value);
            }
        });
    }
}
