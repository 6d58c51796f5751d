package backup.holdfast.controller.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.recovery.Standing.ClaimSight;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreboardTest {
    private static final String READY = "{type: Ready, status: \"True\", reason: Accepted, message: \"\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MISSING   | PLAIN          | conditions: [{type: Ready, status: "False", reason: SourceMissing, message: ""}]
            STALLED   | PLAIN          | conditions: [{type: Ready, status: "False", reason: SecretMissing, message: ""}]
            RESTORING | RESTORING      | lastSyncTime: "2026-11-20T04:00:00Z"
            UNPROVEN  | PLAIN          | consecutiveFailures: 0
            UNPROVEN  | RESTORED_EMPTY | consecutiveFailures: 0
            UNPROVEN  | PLAIN          | {lastSyncTime: "2026-11-20T04:00:00Z", consecutiveFailures: 1}
            EMPTY     | RESTORED_EMPTY | lastSyncTime: "2026-11-20T04:00:00Z"
            WHOLE     | PLAIN          | lastSyncTime: "2026-11-20T04:00:00Z"
            """)
    void shouldTellHowFarAVolumeHasCome(Standing standing, ClaimSight claim, String status) {
        assertThat(Standing.of(source("photos", status), claim)).isEqualTo(standing);
    }

    @Test
    void shouldNameWhatIsLeftToDo() {
        Map<ReplicationSource, Standing> standings = new LinkedHashMap<>();
        standings.put(source("photos", "{}"), Standing.WHOLE);
        standings.put(source("music", "{}"), Standing.MISSING);
        standings.put(source("films", "{}"), Standing.MISSING);
        standings.put(source("mail", "{}"), Standing.EMPTY);

        assertThat(Scoreboard.summary(standings))
                .isEqualTo(
                        "recovery: 1 of 4 volumes are whole; missing: default/films, default/music; empty: default/mail");
        assertThat(Scoreboard.summary(Map.of(source("photos", "{}"), Standing.WHOLE)))
                .isEqualTo(
                        "recovery: 1 of 1 volumes are whole; when none is left to add, restart without --recovery-mode");
    }

    @Test
    void shouldForgetWhatItSawOfSourcesThatAreGone() {
        Scoreboard board = new Scoreboard();
        ReplicationSource photos =
                source("photos", "{lastSyncTime: \"2026-11-20T04:00:00Z\", conditions: [" + READY + "]}");
        board.saw(photos, ClaimSight.RESTORING);
        assertThat(board.standings(List.of(photos)).values()).containsExactly(Standing.RESTORING);

        board.standings(List.of());

        assertThat(board.standings(List.of(photos)).values()).containsExactly(Standing.WHOLE);
    }

    private static ReplicationSource source(String name, String status) {
        return new KubernetesSerialization()
                .unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: %s, namespace: default, uid: uid-%s}
                spec: {sourcePVC: %s, restic: {}}
                status:
                """.formatted(name, name, name) + status.indent(2), ReplicationSource.class);
    }
}
