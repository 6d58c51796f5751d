package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.result.RunReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutcomeDraftTest {
    private final OutcomeDraft draft = new OutcomeDraft(PlanBuilder.RUN, MoverFixture.NOW);

    @Test
    void shouldKeepTheEndOfWhatIsSaid() {
        draft.say("  one \n");
        draft.say("");
        draft.say(" \n ");
        draft.say("two\nthree");

        assertThat(log()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void shouldStayBoundedHoweverMuchIsSaid() {
        for (int step = 0; step < 1000; step++) {
            draft.heard(report("é".repeat(8000) + step));
        }

        assertThat(log()).hasSize(2048).endsWith("é999\n");
        assertThat(new OutcomeCodec()
                        .encode(draft.finish(RunResult.SUCCEEDED, MoverFixture.NOW))
                        .getBytes(StandardCharsets.UTF_8)
                        .length)
                .isLessThanOrEqualTo(4096);
    }

    private String log() {
        return draft.finish(RunResult.SUCCEEDED, MoverFixture.NOW).logTail();
    }

    private static RunReport report(String stderr) {
        return new RunReport(
                Optional.empty(),
                OptionalInt.of(1),
                Duration.ZERO,
                stderr,
                "",
                Collections.nCopies(20, new ItemError("😀".repeat(2000), "archival", "/data/" + "x".repeat(4000))),
                20);
    }
}
