package backup.holdfast.testsupport.inmemory;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Which object a client means: its kind, namespace, name, UID and version. */
final class ObjectIdentity {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;

    private ObjectIdentity() {}

    /** Makes kind, version and namespace what the request's address says, or refuses what contradicts it. */
    static void identify(ResourceType type, String namespace, ObjectNode object) {
        String kind = object.path("kind").asText(type.kind());
        String apiVersion = object.path("apiVersion").asText(type.apiVersion());
        if (!kind.equals(type.kind()) || !apiVersion.equals(type.apiVersion())) {
            throw ApiFailure.badRequest(apiVersion + " " + kind + " in the body does not match the expected "
                    + type.apiVersion() + " " + type.kind());
        }
        object.put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = Json.metadata(object);
        if (!type.has(Trait.NAMESPACED)) {
            metadata.remove("namespace");
            return;
        }
        String own = metadata.path("namespace").asText("");
        if (!own.isEmpty() && !own.equals(namespace)) {
            throw ApiFailure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        metadata.put("namespace", namespace);
    }

    /** Checks the name; makes one where only its beginning was given. */
    static void nameIt(ResourceType type, ObjectNode metadata) {
        String name = metadata.path("name").asText("");
        String prefix = metadata.path("generateName").asText("");
        if (name.isEmpty() && !prefix.isEmpty()) {
            StringBuilder generated = new StringBuilder(prefix);
            for (int i = 0; i < SUFFIX_LENGTH; i++) {
                generated.append(
                        SUFFIX_LETTERS.charAt(ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length())));
            }
            name = generated.toString();
            metadata.put("name", name);
        }
        boolean pathLike = type.group().equals("rbac.authorization.k8s.io");
        if (name.isEmpty() || !(pathLike || NAME.matcher(name).matches())) {
            throw ApiFailure.invalid(
                    type,
                    name,
                    name.isEmpty()
                            ? "metadata.name: Required value: name or generateName is required"
                            : "metadata.name: Invalid value: \"" + name
                                    + "\": a lowercase RFC 1123 subdomain is expected");
        }
    }

    /** Refuses an object that is not the stored one, or not in the state the client believes. */
    static void checkSame(ResourceType type, ObjectNode old, ObjectNode sent) {
        String name = Json.metadata(old, "name");
        if (!Json.metadata(sent, "name").equals(name)) {
            throw ApiFailure.badRequest("the name of the object (" + Json.metadata(sent, "name")
                    + ") does not match the name on the URL (" + name + ")");
        }
        String uid = Json.metadata(sent, "uid");
        if (!uid.isEmpty() && !uid.equals(Json.metadata(old, "uid"))) {
            throw ApiFailure.conflict(
                    type,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Json.metadata(old, "uid"));
        }
        String version = Json.metadata(sent, "resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.metadata(old, "resourceVersion"))) {
            throw ApiFailure.conflict(
                    type,
                    name,
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }
}
