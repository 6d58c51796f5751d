package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** What the server itself decides about an object, whatever the client sent. */
final class ObjectRules {

    private static final List<String> OWNED_BY_SERVER =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private final Clock clock;

    ObjectRules(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** The object as it is stored first. */
    ObjectNode created(ResourceType type, String namespace, ObjectNode sent) {
        ObjectNode object = sent.deepCopy();
        ObjectNode metadata = Json.metadata(object);
        if (metadata.hasNonNull("resourceVersion")
                && !metadata.path("resourceVersion").asText().isEmpty()) {
            throw ApiFailure.badRequest("resourceVersion should not be set on objects to be created");
        }
        ObjectIdentity.identify(type, namespace, object);
        ObjectIdentity.nameIt(type, metadata);
        OWNED_BY_SERVER.forEach(metadata::remove);
        metadata.remove(List.of("managedFields", "resourceVersion", "selfLink"));
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now());
        if (type.has(Trait.GENERATION)) {
            metadata.put("generation", 1);
        }
        if (type.has(Trait.STATUS)) {
            object.remove("status");
        }
        foldStringData(type, object);
        setFirstPhase(type, object);
        return object;
    }

    /** The object as it becomes when a client sends {@code sent} for the object itself. */
    ObjectNode replaced(ResourceType type, ObjectNode old, ObjectNode sent) {
        ObjectNode object = sent.deepCopy();
        ObjectIdentity.identify(type, Json.metadata(old, "namespace"), object);
        ObjectIdentity.checkSame(type, old, object);
        keepServerFields(old, object);
        foldStringData(type, object);
        if (type.has(Trait.STATUS)) {
            object.remove("status");
            if (old.has("status")) {
                object.set("status", old.get("status").deepCopy());
            }
        }
        if (type.has(Trait.GENERATION) && !intent(old).equals(intent(object))) {
            increaseGeneration(object);
        }
        checkNoNewFinalizers(type, old, object);
        return object;
    }

    /** The object as it becomes when a client sends {@code sent} for its status subresource: only the status counts. */
    ObjectNode withStatus(ResourceType type, ObjectNode old, ObjectNode sent) {
        ObjectIdentity.checkSame(type, old, sent);
        ObjectNode object = old.deepCopy();
        object.remove("status");
        if (sent.hasNonNull("status")) {
            object.set("status", sent.get("status").deepCopy());
        }
        return object;
    }

    /** The object as it waits for its finalizers, or to be shut down. A later request can only make it shorter. */
    ObjectNode terminating(ObjectNode old, long graceSeconds) {
        ObjectNode object = old.deepCopy();
        ObjectNode metadata = Json.metadata(object);
        if (!metadata.has("deletionTimestamp")) {
            if (metadata.has("generation")) {
                increaseGeneration(object);
            }
        } else if (metadata.path("deletionGracePeriodSeconds").asLong() <= graceSeconds) {
            return object;
        }
        metadata.put("deletionTimestamp", seconds(clock.instant().plusSeconds(graceSeconds)))
                .put("deletionGracePeriodSeconds", graceSeconds);
        return object;
    }

    static boolean isTerminating(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    /** Whether nothing is waited for but finalizers. */
    static boolean isShutDown(JsonNode object) {
        return isTerminating(object)
                && object.path("metadata").path("deletionGracePeriodSeconds").asLong() == 0;
    }

    static boolean hasFinalizers(JsonNode object) {
        return !object.path("metadata").path("finalizers").isEmpty();
    }

    private static void keepServerFields(ObjectNode old, ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        metadata.remove(List.of("managedFields", "selfLink"));
        metadata.set("resourceVersion", old.path("metadata").path("resourceVersion"));
        for (String field : OWNED_BY_SERVER) {
            metadata.remove(field);
            if (old.path("metadata").has(field)) {
                metadata.set(field, old.path("metadata").get(field));
            }
        }
    }

    private static void checkNoNewFinalizers(ResourceType type, ObjectNode old, ObjectNode object) {
        if (isTerminating(old) && old.path("metadata").path("finalizers") instanceof ArrayNode before) {
            for (JsonNode finalizer : object.path("metadata").path("finalizers")) {
                if (!ListKinds.contains(before, finalizer)) {
                    throw ApiFailure.invalid(
                            type,
                            Json.metadata(old, "name"),
                            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted");
                }
            }
        }
    }

    /** What the generation counts: all but metadata and status. */
    private static ObjectNode intent(ObjectNode object) {
        ObjectNode intent = object.deepCopy();
        intent.remove(List.of("metadata", "status", "apiVersion"));
        return intent;
    }

    private static void increaseGeneration(ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        metadata.put("generation", metadata.path("generation").asLong() + 1);
    }

    private static void foldStringData(ResourceType type, ObjectNode object) {
        if (type.kind().equals("Secret") && object.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = object.withObject("/data");
            texts.properties()
                    .forEach(text -> data.put(
                            text.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(text.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static void setFirstPhase(ResourceType type, ObjectNode object) {
        if (type.group().isEmpty()) {
            switch (type.kind()) {
                case "Namespace" -> object.withObject("/status").put("phase", "Active");
                case "PersistentVolumeClaim", "PersistentVolume", "Pod" ->
                    object.withObject("/status").put("phase", "Pending");
                default -> {
                    // The others start without a status.
                }
            }
        }
    }

    private String now() {
        return seconds(clock.instant());
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
