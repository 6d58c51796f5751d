package backup.holdfast.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.bench.measure.Spread;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Spread ONE = new Spread(3, 1, 1, 1);

    private static final Measurement VOLSYNC = new Measurement(
            Goal.P1,
            "calm",
            "VolSync",
            new Spread(3, 1990, 2000, 2100),
            new Spread(3, 900, 1000, 1100),
            new Spread(3, 28, 28, 28),
            new Spread(3, 3, 3, 3),
            "",
            List.of("version", "cat config", "backup", "forget"));

    private static final Measurement MOVER = new Measurement(
            Goal.P1,
            "calm",
            "Holdfast",
            new Spread(3, 700, 800, 900),
            new Spread(3, 300, 410, 450),
            new Spread(3, 10, 10, 11),
            ONE,
            "",
            List.of("backup"));

    private final Finding met = Finding.judged(Goal.P1, "wall of VolSync's", 0.4, 0.5, "x");
    private final Finding missed =
            Finding.judged(Goal.P5, "CPU over bare restic", 180, 100, "ms").because("class loading");
    private final Finding told = Finding.told(Goal.P5, "wall over bare restic", 150, "ms");
    private final Finding skipped = Finding.skipped(Goal.P3, "bytes added", "no loop devices");

    private final Report report = new Report(
            "2026-11-20T04:00:00Z",
            "2 cores",
            "restic 0.19.1",
            "S3Proxy",
            "JDK 25",
            List.of(VOLSYNC, MOVER),
            List.of(met, missed, told, skipped));

    @Test
    void shouldMissOnlyWhatIsOverItsLimit() {
        assertThat(report.missed()).containsExactly(missed);
        assertThat(Finding.judged(Goal.P2, "requests", 10, 10, "requests").verdict())
                .isEqualTo(Finding.Verdict.MET);
    }

    @Test
    void shouldCompareEachContenderWithTheFirst() {
        assertThat(report.text()).isEqualTo("""

                        restic 0.19.1; S3Proxy; judged: JDK 25; 2 cores

                        P1, calm

                        | contender | restic processes | keys derived | requests | wall ms (min-max) | CPU ms (min-max) | wall | CPU |
                        |---|---|---|---|---|---|---|---|
                        | VolSync | 4 | 3 | 28 | 2000 (1990-2100) | 1000 (900-1100) | 1.00 | 1.00 |
                        | Holdfast | 1 | 1 | 10 (10-11) | 800 (700-900) | 410 (300-450) | 0.40 | 0.41 |

                        | goal | figure | value | limit | verdict | |
                        |---|---|---|---|---|---|
                        | P1 | wall of VolSync's | 0.400 x | 0.500 | MET |  |
                        | P5 | CPU over bare restic | 180 ms | 100 | MISSED | class loading |
                        | P5 | wall over bare restic | 150 ms |  | TOLD |  |
                        | P3 | bytes added |  |  | SKIPPED | no loop devices |
                        """);
    }

    @Test
    void shouldWriteTheSameAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report.json());

        assertThat(json.get("date").asText()).isEqualTo("2026-11-20T04:00:00Z");
        assertThat(json.at("/measurements/1/wallMillis").toString())
                .isEqualTo("{\"runs\":3,\"min\":700.0,\"median\":800.0,\"max\":900.0}");
        assertThat(json.at("/findings/1").toString())
                .isEqualTo("{\"goal\":\"P5\",\"what\":\"CPU over bare restic\",\"value\":180.0,\"limit\":100.0,"
                        + "\"unit\":\"ms\",\"verdict\":\"MISSED\",\"remark\":\"class loading\"}");
        assertThat(json.at("/findings/2").has("limit")).isFalse();
    }
}
