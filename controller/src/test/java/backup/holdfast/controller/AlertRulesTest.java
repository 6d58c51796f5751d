package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The shipped alerts against what is served and documented. Whether they fire is for promtool: deploy/monitoring/holdfast.rules.test.yaml. */
class AlertRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final Path MONITORING = ROOT.resolve("deploy").resolve("monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b((?:holdfast|volsync)_[a-z_]+)\\b");
    private static final Pattern ALERT = Pattern.compile("`(Holdfast[A-Za-z]+)`");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    private final JsonNode groups = yaml("holdfast.rules.yaml").path("groups");

    @Test
    void shouldBeTheSameForPrometheusOperator() {
        assertThat(yaml("prometheusrule.yaml").path("spec").path("groups")).isEqualTo(groups);
    }

    @Test
    void shouldBeTheSameInTheChart() throws IOException {
        Path chart = ROOT.resolve(Path.of("deploy", "helm", "holdfast", "rules", "alerts.yaml"));

        assertThat(Files.readString(chart))
                .as("cp deploy/monitoring/holdfast.rules.yaml deploy/helm/holdfast/rules/alerts.yaml")
                .isEqualTo(Files.readString(MONITORING.resolve("holdfast.rules.yaml")));
    }

    @Test
    void shouldAskOnlyForMetricsThatAreServed() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (String document : Set.of("metrics.md", "nfs-scaler.md")) {
            documented.addAll(
                    words(DOCUMENTED, Files.readString(ROOT.resolve("docs").resolve(document))));
        }

        assertThat(rules().flatMap(rule -> words(METRIC, rule.toString()).stream())
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(15)
                .isSubsetOf(documented);
    }

    @Test
    void shouldExplainEachAlertUnderItsName() throws IOException {
        String page = Files.readString(ROOT.resolve("docs").resolve("monitoring.md"));

        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            String name = rule.path("alert").asText();
            assertThat(page).contains("\n### " + name + "\n");
            assertThat(rule.path("annotations").path("runbook").asText())
                    .isEqualTo("docs/monitoring.md#" + name.toLowerCase(Locale.ROOT));
        });
    }

    /** Of the alerts that say something first; the others tell of what has lasted, or of what comes of it. */
    @Test
    void shouldNameTheAlertOfEachThingThatCanFail() throws IOException {
        Set<String> alerts = rules().map(rule -> rule.path("alert").asText()).collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        int withClass = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs").resolve("failure-modes.md"))) {
            if (line.startsWith("| ") && !line.startsWith("| what |")) {
                String cell = line.substring(line.lastIndexOf('|', line.length() - 2) + 1);
                Set<String> ofRow = words(ALERT, cell);
                named.addAll(ofRow);
                assertThat(ofRow.isEmpty()).as(line).isEqualTo(cell.startsWith(" none"));
                for (FailureClass failure : FailureClass.values()) {
                    if (line.contains("`" + failure.label() + "`") && !ofRow.contains("HoldfastHandsOff")) {
                        withClass++;
                        assertThat(ofRow).as(line).contains(alert(failure));
                    }
                }
            }
        }

        assertThat(withClass).isGreaterThan(15);
        named.addAll(Set.of(
                "HoldfastBackupStale",
                "HoldfastMaintenanceFailing",
                "HoldfastPruneStale",
                "HoldfastQueueStuck",
                "HoldfastNFSProbeUnclear",
                "HoldfastWorkloadHeldLong",
                "HoldfastWorkloadNotHeld"));
        assertThat(named).isEqualTo(new TreeSet<>(alerts));
    }

    private static String alert(FailureClass failure) {
        if (failure.retry() == FailureClass.Retry.NEEDS_CHANGE) {
            return "HoldfastStalled";
        }
        // What it refers to is looked at before a run, too.
        return switch (failure) {
            case LOCKED -> "HoldfastRepositoryLocked";
            case SOURCE_MISSING -> "HoldfastStalled";
            default -> "HoldfastBackupFailing";
        };
    }

    @Test
    void shouldSayTheNextStepOfEveryFailureInItsOwnWords() {
        String expected = Stream.of(FailureClass.values())
                        .map(failure -> "if eq $labels.class \"" + failure.label() + "\" -}} " + failure.sentence())
                        .collect(Collectors.joining(" {{- else ", "{{ ", ""))
                + " {{- end }}";

        assertThat(rules().map(rule ->
                                rule.path("annotations").path("next_step").asText())
                        .filter(step -> !step.isEmpty()))
                .hasSize(4)
                .containsOnly(expected);
    }

    private Stream<JsonNode> rules() {
        return StreamSupport.stream(groups.spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false));
    }

    private static Set<String> words(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode yaml(String file) {
        try {
            return new KubernetesSerialization().unmarshal(Files.readString(MONITORING.resolve(file)), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
