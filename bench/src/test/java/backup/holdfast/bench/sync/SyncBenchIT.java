package backup.holdfast.bench.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.bench.sync.Finding.Verdict;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The counts do not depend on the machine: they are held to in every build. */
@Timeout(180)
class SyncBenchIT {
    @TempDir
    Path directory;

    @Test
    void shouldAskTheStoreNoMoreThanItsGoalsAllow() throws Exception {
        Tools.require(Tools.restic(ResticSeries.V0_19));
        Path json = directory.resolve("results.json");
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int exitCode = new SyncBench(System.getenv(), new PrintStream(said, true, UTF_8), Clock.systemUTC())
                .run("--quick", "--rounds", "1", "--json", json.toString());

        assertThat(exitCode).as(said.toString(UTF_8)).isEqualTo(SyncBench.MET);
        JsonNode results = new ObjectMapper().readTree(json.toFile());
        assertThat(verdicts(results, Goal.P2)).containsOnly(Verdict.MET.name());
        assertThat(results.at("/measurements/0/contender").asText()).isEqualTo("VolSync's sequence");
        // VolSync's sequence is as it was measured elsewhere: a mistake in it would make us look good.
        assertThat(results.at("/measurements/0/requests/median").asLong()).isEqualTo(28);
        assertThat(results.at("/measurements/0/keyDerivations/median").asLong()).isEqualTo(3);
    }

    private static List<String> verdicts(JsonNode results, Goal goal) {
        List<String> verdicts = new ArrayList<>();
        results.get("findings").forEach(finding -> {
            if (finding.get("goal").asText().equals(goal.name())) {
                verdicts.add(finding.get("verdict").asText());
            }
        });
        return verdicts;
    }
}
