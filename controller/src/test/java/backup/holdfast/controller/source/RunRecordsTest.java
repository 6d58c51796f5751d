package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunRecordsTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String OTHER = "hf-7c1e04d2-20261121t040000";

    @Test
    void shouldPassOnOnlyRunsThatCouldHoldALockTheNewestFirst() {
        ReplicationStatus status = ReplicationStatus.EMPTY
                .withEndedRun(entry(SampleRuns.ID.value(), SampleRuns.ENDED, EndProof.TERMINATED))
                .withEndedRun(entry(OTHER, SampleRuns.ENDED.plusSeconds(1), EndProof.VANISHED))
                .withEndedRun(entry("hf-7c1e04d2-20261122t040000", null, EndProof.TERMINATED))
                .withEndedRun(entry("somebody", SampleRuns.ENDED, EndProof.TERMINATED));

        assertThat(RunRecords.endedRuns(List.of(throughTheApi(status))))
                .isEqualTo(List.of(
                        new EndedRun(new RunId(OTHER), SampleRuns.ENDED.plusSeconds(1), Proof.VANISHED),
                        new EndedRun(SampleRuns.ID, SampleRuns.ENDED, Proof.TERMINATED)));
    }

    @Test
    void shouldCallNoRunEndedThatAnybodySaysIsUnderWay() {
        ReplicationStatus mistaken = ReplicationStatus.EMPTY.withEndedRun(
                entry(SampleRuns.ID.value(), SampleRuns.ENDED, EndProof.TERMINATED));
        ReplicationStatus running = ReplicationStatus.EMPTY.with(
                draft -> draft.run = StatusMemory.run(SampleRuns.scheduled(), Optional.of("3/repo@17")));

        assertThat(RunRecords.endedRuns(List.of(mistaken, running))).isEmpty();
    }

    @Test
    void shouldFitTheNewestOfManySourcesIntoAPlan() {
        List<ReplicationStatus> many = IntStream.range(0, 40)
                .mapToObj(source -> {
                    ReplicationStatus status = ReplicationStatus.EMPTY;
                    for (int run = 0; run < ReplicationStatus.MAX_ENDED_RUNS; run++) {
                        status = status.withEndedRun(entry(
                                "hf-%08x-202611%02dt040000".formatted(source, run + 1),
                                SampleRuns.ENDED.plusSeconds(run),
                                EndProof.TERMINATED));
                    }
                    return status;
                })
                .toList();

        List<EndedRun> ended = RunRecords.endedRuns(many);

        assertThat(ended).hasSize(100);
        assertThat(ended.get(0).endedAt())
                .isEqualTo(SampleRuns.ENDED.plusSeconds(ReplicationStatus.MAX_ENDED_RUNS - 1));
    }

    private static backup.holdfast.crds.volsync.EndedRun entry(String id, Instant endedAt, EndProof proof) {
        return new backup.holdfast.crds.volsync.EndedRun(id, endedAt, proof);
    }

    /** As the API server keeps it. */
    private static ReplicationStatus throughTheApi(ReplicationStatus status) {
        return YAML.unmarshal(YAML.asJson(status), ReplicationStatus.class);
    }
}
