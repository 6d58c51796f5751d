package backup.holdfast.crds;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@link RestoreMark} of a claim that the volume populator fills, with what the populator has to remember between its steps: in the
 * same annotation, so that one write changes both.
 *
 * @param population names and values that only the populator makes sense of
 */
public record PopulationMark(RestoreMark restore, Map<String, String> population) {
    private static final String POPULATION = "population";

    public PopulationMark {
        requireNonNull(restore, "restore is null");
        population = Map.copyOf(population);
    }

    /** Nothing where the mark is of another restore, or cannot be read. */
    public static Optional<PopulationMark> on(HasMetadata claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null
                ? Optional.empty()
                : Optional.ofNullable(annotations.get(HoldfastKeys.RESTORE))
                        .flatMap(AnnotationJson::parse)
                        .map(json -> json.path(POPULATION))
                        .filter(JsonNode::isObject)
                        .map(own -> new PopulationMark(RestoreMark.on(claim).orElseThrow(), texts(own)));
    }

    private static Map<String, String> texts(JsonNode own) {
        Map<String, String> texts = new TreeMap<>();
        own.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    /** The value of the annotation. */
    public String toAnnotation() {
        ObjectNode json = AnnotationJson.parse(restore.toAnnotation()).orElseThrow();
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(population).forEach(own::put);
        json.set(POPULATION, own);
        return json.toString();
    }
}
