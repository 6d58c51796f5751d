package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.PlanCodec.InvalidPlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What of the image can be looked at without building it. */
class ImageTest {
    private static final Path IMAGE = Shipped.ROOT.resolve(Path.of("deploy", "image"));
    private static final Path RELEASES = Shipped.ROOT.resolve(
            Path.of("test-support/src/main/resources/backup/holdfast/testsupport/tools/releases.txt"));

    @Test
    void shouldShipTheResticThatTheTestsRun() throws IOException {
        String dockerfile = Files.readString(IMAGE.resolve("Dockerfile"));
        String version = group("ARG RESTIC=(\\S+)", dockerfile).get(0);
        List<String> sums = group("sum=([0-9a-f]{64})", dockerfile);

        List<String> pinned = Files.readAllLines(RELEASES).stream()
                .filter(line -> line.startsWith("restic " + version + " linux "))
                .map(line -> line.split("\\s+")[4])
                .toList();
        assertThat(sums).hasSize(2).isEqualTo(pinned);
    }

    /** Or the image could not be built. */
    @Test
    void shouldTrainTheMoverOnAPlanItUnderstands() throws IOException, InvalidPlanException {
        String plan = Files.readString(IMAGE.resolve("training-plan.json"))
                .replace("@work@", "/training")
                .replace("@now@", "2026-11-20T04:00:00Z");

        assertThat(new PlanCodec().decode(plan)).isInstanceOf(BackupPlan.class);
    }

    @Test
    void shouldHaveTheVersionOfTheChart() throws IOException {
        String chart = Files.readString(Shipped.CHART.resolve("Chart.yaml"));
        String version = group("(?m)^appVersion: (\\S+)$", chart).get(0);

        assertThat(group("ARG VERSION=(\\S+)", Files.readString(IMAGE.resolve("Dockerfile"))))
                .containsExactly(version);
    }

    private static List<String> group(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
