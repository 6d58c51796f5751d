package backup.holdfast.crds.volsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An object that one controller cannot read is hidden from it, so that these types read what they can. */
class LenientReadingTest {

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void shouldReadAnObjectWithoutSpecAndStatus() {
        ReplicationSource source = source("spec: null");

        assertThat(source.getSpec()).isEqualTo(ReplicationSourceSpec.EMPTY);
        assertThat(source.getStatus()).isEqualTo(ReplicationStatus.EMPTY);
        assertThat(source.getFullResourceName()).isEqualTo("replicationsources.volsync.backube");
    }

    @Test
    void shouldReadNullsAsAbsent() {
        ReplicationSource source = source("""
                spec:
                  trigger: null
                  paused: null
                  rclone: null
                  restic: {exclude: null, accessModes: null, moverPodLabels: null, moverTolerations: null, retain: null}
                status: {conditions: [null], endedRuns: null, restic: null, external: null, consecutiveFailures: null}
                """);

        assertThat(source.getSpec().methods()).containsExactly("restic");
        assertThat(source.getSpec().trigger()).isEqualTo(TriggerSpec.NONE);
        ResticSource restic = source.getSpec().restic();
        assertThat(restic.exclude()).isEqualTo(Exclude.NOTHING);
        assertThat(restic.accessModes()).isEmpty();
        assertThat(restic.moverPodLabels()).isEmpty();
        assertThat(restic.moverTolerations()).isNull();
        assertThat(restic.retain()).isNull();
        assertThat(source.getStatus()).isEqualTo(ReplicationStatus.EMPTY);
    }

    @Test
    void shouldTellNoTolerationsFromNoneAtAll() {
        assertThat(source("spec: {restic: {moverTolerations: []}}")
                        .getSpec()
                        .restic()
                        .moverTolerations())
                .isEmpty();
    }

    @Test
    void shouldOwnUpToValuesItDoesNotKnow() {
        ReplicationDestination destination = read(ReplicationDestination.class, """
                spec:
                  restic: {copyMethod: Teleport, overwrite: always, onMissingSnapshot: "", populateFrom: Tape}
                status:
                  run: {trigger: Moon}
                  lastRun: {result: Splendid}
                  endedRuns: [{id: hf-1, proof: Rumour}]
                """);

        ResticDestination restic = destination.getSpec().restic();
        assertThat(restic.copyMethod()).isEqualTo(CopyMethod.UNRECOGNIZED);
        assertThat(restic.overwrite()).isEqualTo(Overwrite.UNRECOGNIZED);
        assertThat(restic.onMissingSnapshot()).isEqualTo(OnMissingSnapshot.UNRECOGNIZED);
        assertThat(restic.populateFrom()).isEqualTo(PopulateFrom.UNRECOGNIZED);
        ReplicationStatus status = destination.getStatus();
        assertThat(status.run().trigger()).isEqualTo(RunTrigger.UNRECOGNIZED);
        assertThat(status.lastRun().result()).isEqualTo(RunResult.UNKNOWN);
        assertThat(status.endedRuns()).containsExactly(new EndedRun("hf-1", null, EndProof.VANISHED));
    }

    @Test
    void shouldReadInstantsInAnyZoneAndPassOverWhatIsNone() {
        ReplicationStatus status = source("""
                        status:
                          lastSyncTime: "2026-11-20T04:00:00.9+01:00"
                          nextSyncTime: tomorrow
                          nextAttemptTime: {at: noon}
                          firstFailureTime: 5
                          lastSyncDuration: 1s
                          restic: {latestSnapshot: {time: "2026-11-20T04:00:00.123456789Z"}}
                        """).getStatus();

        assertThat(status.lastSyncTime()).isEqualTo(Instant.parse("2026-11-20T03:00:00Z"));
        assertThat(status.nextSyncTime()).isNull();
        assertThat(status.nextAttemptTime()).isNull();
        assertThat(status.firstFailureTime()).isNull();
        assertThat(status.lastSyncDuration()).isEqualTo("1s");
        assertThat(status.restic().latestSnapshot().time()).isEqualTo(Instant.parse("2026-11-20T04:00:00.123456789Z"));
    }

    @Test
    void shouldNameEveryMethodAsked() {
        assertThat(source("spec: {rsyncTLS: {}, syncthing: {}, external: {}}")
                        .getSpec()
                        .methods())
                .containsExactly("external", "rsyncTLS", "syncthing");
        assertThat(read(ReplicationDestination.class, "spec: {restic: {}, rsync: {}, rclone: {}, kopia: {}}")
                        .getSpec()
                        .methods())
                .isEqualTo(List.of("restic", "rsync", "rclone", "kopia"));
    }

    private ReplicationSource source(String yaml) {
        return read(ReplicationSource.class, yaml);
    }

    private <T> T read(Class<T> type, String yaml) {
        return serialization.unmarshal(yaml, type);
    }
}
