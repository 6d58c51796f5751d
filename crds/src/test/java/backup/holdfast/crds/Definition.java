package backup.holdfast.crds;

import backup.holdfast.crds.volsync.ReplicationResource;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A resource definition as it is written in YAML, and what tests need to walk through it. */
record Definition(JsonNode root) {

    static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<Definition> all() {
        return List.of(
                read("/crds/replicationsources.volsync.backube.yaml"),
                read("/crds/replicationdestinations.volsync.backube.yaml"),
                read("/crds/nfsscalers.holdfast.backup.yaml"));
    }

    /** Those of VolSync's group. */
    static List<Definition> volsync() {
        return all().stream()
                .filter(it -> it.group().equals(ReplicationResource.GROUP))
                .toList();
    }

    static Definition of(String kind) {
        return all().stream()
                .filter(it -> it.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no definition of " + kind));
    }

    private static Definition read(String resource) {
        return new Definition(YAML.unmarshal(Definition.class.getResourceAsStream(resource), JsonNode.class));
    }

    String group() {
        return root.at("/spec/group").asText();
    }

    String kind() {
        return root.at("/spec/names/kind").asText();
    }

    JsonNode schema() {
        return root.at("/spec/versions/0/schema/openAPIV3Schema");
    }

    /** The folder of manifests of this kind. */
    Path manifests() {
        return Path.of("src/test/resources/manifests", kind().toLowerCase(Locale.ROOT));
    }

    JsonNode maximal() {
        return documents(manifests().resolve("maximal.yaml")).get(0);
    }

    /** What is in a file, with a port where the quickstart fills one in. */
    static List<JsonNode> documents(Path file) {
        try {
            List<JsonNode> documents = new ArrayList<>();
            for (String document :
                    Files.readString(file).replace("${NFS_PORT}", "2049").split("(?m)^---$")) {
                documents.add(YAML.unmarshal(document, JsonNode.class));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows every described place below spec and status: its path, {@code []} for the items of a list, and its schema. */
    void walk(BiConsumer<String, JsonNode> visitor) {
        for (String part : List.of("spec", "status")) {
            walk(part, schema().path("properties").path(part), visitor);
        }
    }

    private static void walk(String path, JsonNode schema, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(path, schema);
        schema.path("properties").properties().forEach(it -> walk(path + "." + it.getKey(), it.getValue(), visitor));
        if (schema.has("items")) {
            walk(path + "[]", schema.path("items"), visitor);
        }
    }
}
