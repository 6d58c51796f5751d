package backup.holdfast.cli.board;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.board.Health.Attention;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lastSyncTime: '2026-11-20T04:05:00Z'                                                        | GOOD",
                "conditions: [{type: Stalled, status: 'True', reason: WrongPassword, message: no}]           | STALLED",
                "conditions: [{type: BackupHealthy, status: 'False', reason: Unreachable, message: no}]      | FAILING",
                "conditions: [{type: RetentionActive, status: 'False', reason: Frozen, message: no}]\\nlastSyncTime: '2026-11-20T04:05:00Z' | FROZEN",
                "conditions: [{type: RetentionActive, status: 'False', reason: KeepsEverything, message: no}]\\nlastSyncTime: '2026-11-20T04:05:00Z' | GOOD",
                "lastSyncTime: '2026-11-19T04:05:00Z'                                                        | OVERDUE",
                "lastSyncTime: '2026-11-19T04:05:00Z'\\nlastSlot: '2026-11-20T04:00:00Z'                     | GOOD",
                "lastSyncTime: '2026-11-19T04:05:00Z'\\nconditions: [{type: Synchronizing, status: 'True'}]  | RUNNING",
                "latestMoverStatus: {result: Failed}\\nlastSyncTime: '2026-11-20T04:05:00Z'                  | FAILING",
                "maintenance: {step: prune, failureClass: Locked}\\nlastSyncTime: '2026-11-20T04:05:00Z'     | FAILING",
            })
    void shouldJudgeBySaidStatus(String status, Health health) {
        assertThat(judge(source("photos", "", status.replace("\\n", "\n")))).isEqualTo(health);
    }

    @Test
    void shouldTellASourceNobodyLooksAtFromANewOne() {
        assertThat(judge(source("photos", "", ""))).isEqualTo(Health.UNSEEN);
        ReplicationSource fresh = source("photos", "", "");
        fresh.getMetadata().setCreationTimestamp(NOW.minusSeconds(60).toString());
        assertThat(judge(fresh)).isEqualTo(Health.WAITING);
    }

    @Test
    void shouldNotCallAPausedSourceOverdue() {
        assertThat(judge(source("photos", "paused: true", "lastSyncTime: '2026-11-01T04:05:00Z'")))
                .isEqualTo(Health.PAUSED);
    }

    @Test
    void shouldShowAVolumeUnderRestore() {
        Board board = new Board(Map.of("media/photos", new RestoreMark("hf-1", "abc", "Restoring")), NOW);
        Standing standing = board.judge(List.of(source("photos", "", "lastSyncTime: '2026-11-20T04:05:00Z'")))
                .get(0);
        assertThat(standing.health()).isEqualTo(Health.RESTORING);
        assertThat(standing.message()).contains("hf-1");
    }

    @Test
    void shouldPutTheWorstFirstAndTheOldestFirstAmongEquals() {
        List<Standing> standings = new Board(Map.of(), NOW)
                .judge(List.of(
                        source("good", "", "lastSyncTime: '2026-11-20T04:05:00Z'"),
                        source("late", "", "lastSyncTime: '2026-11-18T04:05:00Z'"),
                        source("later", "", "lastSyncTime: '2026-11-17T04:05:00Z'"),
                        source("stalled", "", "conditions: [{type: Stalled, status: 'True', reason: X, message: y}]")));
        assertThat(standings).extracting(Standing::name).containsExactly("stalled", "later", "late", "good");
        assertThat(Board.attention(standings)).isEqualTo(Attention.NEEDED);
        assertThat(Board.attention(standings.subList(3, 4))).isEqualTo(Attention.NONE);
    }

    private static Health judge(ReplicationSource source) {
        return new Board(Map.of(), NOW).judge(List.of(source)).get(0).health();
    }

    private static ReplicationSource source(String name, String spec, String status) {
        String yaml = """
                metadata: {name: %s, namespace: media, uid: 7c1e, generation: 1, creationTimestamp: '2026-10-01T00:00:00Z'}
                spec:
                  sourcePVC: photos
                  trigger: {schedule: '0 4 * * *'}
                  restic: {repository: photos-restic}
                %s
                status:
                %s
                """.formatted(name, spec.indent(2), status.indent(2));
        return new KubernetesSerialization().unmarshal(yaml, ReplicationSource.class);
    }
}
