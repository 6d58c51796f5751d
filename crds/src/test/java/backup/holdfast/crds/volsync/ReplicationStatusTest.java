package backup.holdfast.crds.volsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicationStatusTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.75Z");
    private static final CurrentRun RUN =
            new CurrentRun("hf-1", NOON, RunTrigger.MANUAL, "token", null, 2, NOON, "digest", null, null);

    @Test
    void shouldChangeOnlyWhatTheDraftChanges() {
        ReplicationStatus before = ReplicationStatus.EMPTY.with(draft -> {
            draft.schedule = "0 4 * * *";
            draft.run = RUN;
        });

        ReplicationStatus after = before.with(draft -> {
            draft.run = null;
            draft.restic = before.restic().with(restic -> restic.snapshotCount = 3);
        });

        assertThat(before.run()).isEqualTo(RUN);
        assertThat(new KubernetesSerialization().asJson(after))
                .isEqualTo("{\"schedule\":\"0 4 * * *\",\"restic\":{\"snapshotCount\":3}}");
    }

    @Test
    void shouldCutVolSyncsInstantsToSeconds() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = NOON;
            draft.lastSyncStartTime = NOON;
            draft.nextSyncTime = NOON;
            draft.nextAttemptTime = NOON;
        });

        Instant whole = Instant.parse("2026-11-20T12:00:00Z");
        assertThat(List.of(status.lastSyncTime(), status.lastSyncStartTime(), status.nextSyncTime()))
                .containsOnly(whole);
        assertThat(status.nextAttemptTime()).isEqualTo(NOON);
    }

    @Test
    void shouldRememberTheNewestEndedRunsOnceEach() {
        List<EndedRun> runs = IntStream.rangeClosed(1, ReplicationStatus.MAX_ENDED_RUNS + 2)
                .mapToObj(i -> new EndedRun("hf-" + i, NOON.plusSeconds(i), EndProof.VANISHED))
                .toList();
        ReplicationStatus status = ReplicationStatus.EMPTY;
        for (EndedRun run : runs) {
            status = status.withEndedRun(run);
        }
        EndedRun proven = new EndedRun("hf-4", NOON, EndProof.TERMINATED);

        assertThat(status.endedRuns()).isEqualTo(runs.subList(2, runs.size()));
        assertThat(status.withEndedRun(proven).endedRuns())
                .hasSize(ReplicationStatus.MAX_ENDED_RUNS)
                .endsWith(proven)
                .doesNotContain(runs.get(3));
    }

    @Test
    void shouldRememberTheNewestSummaries() {
        List<BackupSummary> summaries = IntStream.rangeClosed(1, ResticStatus.MAX_SUMMARIES + 1)
                .mapToObj(i -> new BackupSummary(NOON.plusSeconds(i), i, i))
                .toList();
        ResticStatus status = ResticStatus.EMPTY;
        for (BackupSummary summary : summaries) {
            status = status.withSummary(summary);
        }

        assertThat(status.recentSummaries()).isEqualTo(summaries.subList(1, summaries.size()));
    }

    @Test
    void shouldTakeTheRunOverIntoItsRecord() {
        LastRun last = LastRun.of(RUN, NOON.plusSeconds(5), RunResult.SUCCEEDED).with(draft -> draft.pruned = true);

        assertThat(new KubernetesSerialization().asJson(last))
                .isEqualTo("{\"id\":\"hf-1\",\"slot\":\"2026-11-20T12:00:00.750Z\",\"trigger\":\"Manual\","
                        + "\"manualToken\":\"token\",\"attempt\":2,\"startedAt\":\"2026-11-20T12:00:00.750Z\","
                        + "\"endedAt\":\"2026-11-20T12:00:05.750Z\",\"result\":\"Succeeded\",\"pruned\":true,"
                        + "\"inputs\":\"digest\"}");
    }

    @Test
    void shouldFindAConditionByItsType() {
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft -> draft.conditions = List.of(
                new ConditionBuilder().withType("Ready").withStatus("True").build(),
                new ConditionBuilder().withType("Stalled").withStatus("False").build()));

        assertThat(status.condition("Stalled")).contains(status.conditions().get(1));
        assertThat(status.condition("Reconciling")).isEmpty();
    }
}
