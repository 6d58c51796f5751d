package backup.holdfast.controller.populate;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Failed;
import backup.holdfast.replication.populate.Population.Phase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link Population} as it stands on its claim: a {@link RestoreMark}, which holds the backups of the claim, with what the populator has
 * to remember in a field of its own. Anybody can edit an annotation: one that nobody can read counts as none, and the filling begins anew.
 */
final class PopulationMark {
    private static final String POPULATION = "population";
    private static final String RUN = "runId";
    private static final String SNAPSHOT = "snapshotId";
    private static final JsonMapper JSON = new JsonMapper();

    private PopulationMark() {}

    /** A restore into the claim by somebody else leaves a mark without our field. */
    static Optional<Population> on(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(HoldfastKeys.RESTORE);
        if (text == null) {
            return Optional.empty();
        }
        try {
            JsonNode mark = JSON.readTree(text);
            JsonNode own = mark.path(POPULATION);
            return own.isObject() ? Optional.of(population(mark, own)) : Optional.empty();
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Population population(JsonNode mark, JsonNode own) {
        return new Population(
                Phase.valueOf(own.path("phase").asText()),
                text(mark, RUN).map(RunId::new),
                content(mark, own),
                failed(own),
                instant(own, "missingSince"),
                text(own, "volume"),
                Instant.parse(own.path("startedAt").asText()));
    }

    private static Optional<Content> content(JsonNode mark, JsonNode own) {
        return switch (own.path("from").asText()) {
            case "Repository" ->
                Optional.of(new Content.Snapshot(mark.path(SNAPSHOT).asText(), instant(own, "snapshotTime")));
            case "Image" -> Optional.of(new Content.Image(own.path("image").asText(), text(mark, SNAPSHOT)));
            case "Nothing" -> Optional.of(new Content.Nothing());
            default -> Optional.empty();
        };
    }

    private static Optional<Failed> failed(JsonNode own) {
        JsonNode failed = own.path("failed");
        return failed.isObject()
                ? Optional.of(new Failed(
                        FailureClass.ofLabel(failed.path("class").asText()),
                        failed.path("count").asInt(),
                        Instant.parse(failed.path("at").asText()),
                        failed.path("inputs").asText()))
                : Optional.empty();
    }

    /** The value of the annotation. */
    static String text(Population population) {
        ObjectNode mark = JsonNodeFactory.instance.objectNode();
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        mark.put(RUN, population.run().map(RunId::value).orElse(""));
        mark.put(SNAPSHOT, "");
        mark.put("phase", "Populating");
        own.put("phase", population.phase().name());
        own.put("startedAt", population.startedAt().toString());
        population.chosen().ifPresent(content -> put(content, mark, own));
        population.volume().ifPresent(volume -> own.put("volume", volume));
        population.missingSince().ifPresent(since -> own.put("missingSince", since.toString()));
        population.failed().ifPresent(failed -> own.putObject("failed")
                .put("class", failed.failure().label())
                .put("count", failed.count())
                .put("at", failed.at().toString())
                .put("inputs", failed.inputs()));
        mark.set(POPULATION, own);
        return mark.toString();
    }

    private static void put(Content content, ObjectNode mark, ObjectNode own) {
        if (content instanceof Content.Snapshot snapshot) {
            own.put("from", "Repository");
            mark.put(SNAPSHOT, snapshot.id());
            snapshot.time().ifPresent(time -> own.put("snapshotTime", time.toString()));
        } else if (content instanceof Content.Image image) {
            own.put("from", "Image");
            own.put("image", image.name());
            image.snapshotId().ifPresent(id -> mark.put(SNAPSHOT, id));
        } else {
            own.put("from", "Nothing");
        }
    }

    private static Optional<Instant> instant(JsonNode node, String name) {
        return text(node, name).map(Instant::parse);
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.of(node.path(name).asText()).filter(text -> !text.isEmpty());
    }
}
