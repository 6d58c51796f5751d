package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schema, Java types and a manifest with every field, each held against the others. */
class MaximalManifestTest {

    /** Some Java types serve both kinds; these parts of them are of the other kind. */
    private static final Set<String> OF_DESTINATIONS = Set.of(
            "spec.restic.identity.path",
            "status.lastRun.safetyCopy",
            "status.latestImage",
            "status.run.claim",
            "status.run.phase",
            "status.selectedSnapshot",
            "status.snapshotMissingSince");

    private static final Set<String> OF_SOURCES = Set.of(
            "spec.trigger.runOnCreate",
            "status.lastRun.forgotten",
            "status.lastRun.pruned",
            "status.maintenance",
            "status.restic.acceptedAt",
            "status.restic.acceptedChange",
            "status.restic.handledCreateRepository",
            "status.restic.lastForget",
            "status.restic.lastPruned",
            "status.restic.recentSummaries",
            "status.restic.retainApplied",
            "status.restic.retentionFrozen",
            "status.restic.retentionPreview",
            "status.syncthing");

    static List<Definition> definitions() {
        return Definition.all();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldHaveEveryFieldOfTheSchema(Definition definition) {
        Set<String> described = new TreeSet<>();
        definition.walk((path, schema) -> described.add(path));

        Set<String> present = new TreeSet<>();
        JsonNode manifest = definition.maximal();
        addPaths("spec", manifest.path("spec"), present);
        addPaths("status", manifest.path("status"), present);

        assertThat(present).containsAll(described);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldSurviveTheJavaTypes(Definition definition) {
        JsonNode manifest = sameNumbers(definition.maximal());

        assertThat(written(read(manifest))).isEqualTo(manifest);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void shouldBeReadWhateverALaterVersionAddsToIt(Definition definition) {
        JsonNode manifest = sameNumbers(definition.maximal());
        JsonNode later = manifest.deepCopy();
        addUnknown(later);

        JsonNode written = written(read(later));
        removeUnknown(written);
        assertThat(written).isEqualTo(manifest);
    }

    /** What the schema does not have, the API server drops without a word. */
    @ParameterizedTest
    @MethodSource("definitions")
    void shouldHaveNoJavaFieldThatTheSchemaLacks(Definition definition) {
        Set<String> described = new TreeSet<>();
        definition.walk((path, schema) -> described.add(path));
        CustomResource<?, ?> resource = read(definition.maximal());
        Set<String> known = new TreeSet<>();
        addComponents("spec", resource.getSpec().getClass(), known);
        addComponents("status", resource.getStatus().getClass(), known);

        known.removeAll(described);
        Set<String> ofTheOther = ofTheOther(definition.kind());
        known.removeIf(
                path -> ofTheOther.stream().anyMatch(it -> path.startsWith(it + ".") || path.startsWith(it + "[]")));
        assertThat(known).containsExactlyInAnyOrderElementsOf(ofTheOther);
    }

    private static Set<String> ofTheOther(String kind) {
        return switch (kind) {
            case "ReplicationSource" -> OF_DESTINATIONS;
            case "ReplicationDestination" -> OF_SOURCES;
            default -> Set.of();
        };
    }

    private static CustomResource<?, ?> read(JsonNode manifest) {
        String kind = manifest.path("kind").asText();
        Class<? extends CustomResource<?, ?>> type = switch (kind) {
            case "ReplicationSource" -> ReplicationSource.class;
            case "ReplicationDestination" -> ReplicationDestination.class;
            case "NfsScaler" -> NfsScaler.class;
            default -> throw new IllegalArgumentException("no Java type of " + kind);
        };
        return Definition.YAML.convertValue(manifest, type);
    }

    private static JsonNode written(CustomResource<?, ?> resource) {
        return Definition.YAML.unmarshal(Definition.YAML.asJson(resource), JsonNode.class);
    }

    private static JsonNode sameNumbers(JsonNode node) {
        return Definition.YAML.unmarshal(Definition.YAML.asJson(node), JsonNode.class);
    }

    private static void addPaths(String path, JsonNode node, Set<String> paths) {
        paths.add(path);
        node.properties().forEach(it -> addPaths(path + "." + it.getKey(), it.getValue(), paths));
        if (node.isArray()) {
            node.forEach(it -> addPaths(path + "[]", it, paths));
        }
    }

    private static void addComponents(String path, Class<?> type, Set<String> paths) {
        for (RecordComponent component : type.getRecordComponents()) {
            String below = path + "." + component.getName();
            paths.add(below);
            ownRecord(component.getType()).ifPresent(it -> addComponents(below, it, paths));
            if (component.getGenericType() instanceof ParameterizedType list) {
                Type item = list.getActualTypeArguments()[0];
                ownRecord(item).ifPresent(it -> addComponents(below + "[]", it, paths));
            }
        }
    }

    private static Optional<Class<?>> ownRecord(Type type) {
        return type instanceof Class<?> it && it.isRecord() ? Optional.of(it) : Optional.empty();
    }

    private static final String UNKNOWN = "addedLater";

    private static void addUnknown(JsonNode node) {
        node.forEach(MaximalManifestTest::addUnknown);
        if (node instanceof ObjectNode object) {
            object.put(UNKNOWN, "x");
        }
    }

    private static void removeUnknown(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(UNKNOWN);
        }
        node.forEach(MaximalManifestTest::removeUnknown);
    }
}
