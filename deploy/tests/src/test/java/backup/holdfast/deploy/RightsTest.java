package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every verb that is granted is used, and every call that is made is granted. Which method asks for which resource is written in
 * {@code api-calls.txt}; the methods and their verbs are read from the code, and the roles from the manifests.
 */
class RightsTest {
    private static final Path CALLS =
            Shipped.ROOT.resolve(Path.of("deploy", "tests", "src", "test", "resources", "api-calls.txt"));

    /** A role and the files that hold its rules. */
    enum Role {
        OBJECTS("cluster/role.yaml", "namespaced/role.yaml", "objects.yaml"),
        CLUSTER("cluster/cluster-role.yaml", "cluster.yaml"),
        OWN("base/own-role.yaml", "own.yaml"),
        NFS("cluster/nfs-scaler-role.yaml", "nfs-scaler.yaml");

        private final List<Path> files = new ArrayList<>();

        Role(String... names) {
            for (String name : names) {
                files.add(
                        name.contains("/")
                                ? Shipped.KUSTOMIZE.resolve(name)
                                : Shipped.CHART.resolve("rules").resolve(name));
            }
        }
    }

    /** One line of the table. */
    private record Row(String site, String call, Role role, List<String> resources) {
        static Row parse(String line) {
            String[] words = line.trim().split("\\s+");
            assertThat(words.length).as("%s: %s", CALLS, line).isGreaterThanOrEqualTo(3);
            List<String> resources = List.of(words).subList(3, words.length);
            return new Row(words[0], words[1], Role.valueOf(words[2].toUpperCase(Locale.ROOT)), resources);
        }
    }

    @Test
    void shouldKnowWhatEachCallAsksFor() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        rows().forEach(row ->
                written.computeIfAbsent(row.site(), site -> new TreeSet<>()).add(row.call()));
        Map<String, Set<String>> made = ApiCallSites.find();

        List<String> advice = new ArrayList<>();
        made.forEach((site, calls) -> calls.stream()
                .filter(call -> !written.getOrDefault(site, Set.of()).contains(call))
                .forEach(call -> advice.add("new call: add the line \"" + site + " " + call
                        + " <role> <resource.group> ...\"; then this test names the rule to add to that role")));
        written.forEach((site, calls) -> calls.stream()
                .filter(call -> !made.getOrDefault(site, Set.of()).contains(call))
                .forEach(call -> advice.add("no longer made: remove the line \"" + site + " " + call + " ...\"")));
        assertThat(advice).as("deploy/tests/src/test/resources/api-calls.txt").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGrantWhatIsUsedAndNothingElse(Role role) throws IOException {
        Map<String, Set<String>> used = new TreeMap<>();
        for (Row row : rows()) {
            for (String resource : row.role() == role ? row.resources() : List.<String>of()) {
                used.computeIfAbsent(resource, key -> new TreeSet<>()).addAll(ApiCallSites.VERBS.get(row.call()));
            }
        }
        used.values().removeIf(Set::isEmpty);

        for (Path file : role.files) {
            assertThat(granted(file))
                    .as("the rules in %s, against the lines \"%s\" of api-calls.txt", file, role)
                    .isEqualTo(used);
        }
    }

    /** Those of a role, or a list of them, as resources with their verbs. */
    private static Map<String, Set<String>> granted(Path file) throws IOException {
        Map<String, Set<String>> granted = new TreeMap<>();
        JsonNode document = Shipped.YAML.unmarshal(Files.readString(file).split("(?m)^---$")[0], JsonNode.class);
        for (JsonNode rule : document.isArray() ? document : document.path("rules")) {
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    String[] parts = resource.asText().split("/", 2);
                    String name = parts[0]
                            + (group.asText().isEmpty() ? "" : "." + group.asText())
                            + (parts.length == 1 ? "" : "/" + parts[1]);
                    rule.path("verbs")
                            .forEach(verb -> assertThat(granted.computeIfAbsent(name, key -> new TreeSet<>())
                                            .add(verb.asText()))
                                    .as("%s grants %s %s twice", file, verb.asText(), name)
                                    .isTrue());
                }
            }
        }
        return granted;
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(CALLS).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::parse)
                .toList();
    }
}
