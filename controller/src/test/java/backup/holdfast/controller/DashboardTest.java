package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The shipped dashboard against what is served and documented. Whether Prometheus takes its queries is for {@link AlertingIT}. */
class DashboardTest {
    private static final Path DOCS = Path.of(System.getProperty("holdfast.root"), "docs");
    private static final Pattern METRIC = Pattern.compile("\\b((?:holdfast|volsync)_[a-z_]+)\\b");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    /** About one replica, or of a mode in which nobody looks at dashboards for long. */
    private static final Set<String> NOT_SHOWN = Set.of(
            "holdfast_created_timestamp_seconds",
            "holdfast_recovery_standing",
            "holdfast_nfs_scale_down_delay_seconds",
            "holdfast_nfs_scale_down_delay_seconds_max",
            "holdfast_nfs_probes_total",
            "holdfast_population_duration_seconds",
            "holdfast_lock_age_seconds",
            "volsync_sync_duration_seconds_max");

    private final Dashboard dashboard;

    DashboardTest() throws IOException {
        dashboard = Dashboard.shipped();
    }

    @Test
    void shouldShowEachMetricAndNoOther() throws IOException {
        Set<String> documented = words(DOCUMENTED, Files.readString(DOCS.resolve("metrics.md")));
        documented.addAll(words(DOCUMENTED, Files.readString(DOCS.resolve("nfs-scaler.md"))));
        Set<String> shown = new TreeSet<>(NOT_SHOWN);
        dashboard.queries().forEach(query -> shown.addAll(words(METRIC, query.expression())));

        assertThat(dashboard.queries())
                .hasSizeGreaterThan(40)
                .allSatisfy(query -> assertThat(words(METRIC, query.expression()))
                        .as(query.panel())
                        .isNotEmpty());
        assertThat(shown).isEqualTo(documented);
    }

    @Test
    void shouldBeTheSameInTheChart() throws IOException {
        Path deploy = DOCS.resolveSibling("deploy");

        assertThat(deploy.resolve("helm/holdfast/rules/holdfast-dashboard.json"))
                .as("cp deploy/monitoring/grafana/holdfast-dashboard.json deploy/helm/holdfast/rules/")
                .hasSameTextualContentAs(deploy.resolve("monitoring/grafana/holdfast-dashboard.json"));
    }

    @Test
    void shouldShowWhatIsWorstFirst() {
        JsonNode fleet = panel("Sources", "table");

        assertThat(fleet.at("/transformations/1/options/sort/0").toString())
                .isEqualTo("{\"field\":\"Value #A\",\"desc\":true}");
        assertThat(fleet.at("/gridPos/y").asInt()).isLessThan(6);
    }

    @Test
    void shouldHaveARowThatWorksWithVolSyncAlone() {
        List<JsonNode> panels = new ArrayList<>();
        boolean inRow = false;
        for (JsonNode panel : dashboard.json().path("panels")) {
            if (panel.path("type").asText().equals("row")) {
                inRow = panel.path("title").asText().contains("VolSync");
            } else if (inRow) {
                panels.add(panel);
            }
        }

        assertThat(panels)
                .hasSize(3)
                .allSatisfy(panel -> assertThat(panel.path("targets").toString())
                        .contains("volsync_")
                        .doesNotContain("holdfast_"));
    }

    @Test
    void shouldBeOneThatGrafanaCanProvision() {
        JsonNode json = dashboard.json();
        List<JsonNode> panels =
                StreamSupport.stream(json.path("panels").spliterator(), false).toList();

        assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(json.path("uid").asText()).isEqualTo("holdfast");
        assertThat(json.has("id")).as("an id would clash").isFalse();
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(panels).allSatisfy(panel -> {
            assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
                    .isLessThanOrEqualTo(24);
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            }
        });
        assertThat(places(panels)).as("no panel covers another").doesNotHaveDuplicates();
    }

    private static List<String> places(List<JsonNode> panels) {
        List<String> places = new ArrayList<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    places.add((at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y));
                }
            }
        }
        return places;
    }

    private JsonNode panel(String title, String type) {
        return StreamSupport.stream(dashboard.json().path("panels").spliterator(), false)
                .filter(panel -> panel.path("title").asText().equals(title))
                .filter(panel -> panel.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> words(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
