package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Answers who may do what: everybody may do everything. */
final class AccessReviews {

    static final String GROUP = "authorization.k8s.io";
    static final String VERSION = "v1";

    private static final List<String> KINDS =
            List.of("SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview");

    private AccessReviews() {}

    static void describe(ArrayNode resources) {
        for (String kind : KINDS) {
            ObjectNode resource = resources
                    .addObject()
                    .put("name", plural(kind))
                    .put("singularName", kind.toLowerCase(Locale.ROOT))
                    .put("namespaced", false)
                    .put("kind", kind);
            resource.putArray("verbs").add("create");
        }
    }

    /** Whether a path is the address of a review. */
    static boolean isReview(List<String> path) {
        return path.size() == 4
                && path.get(0).equals("apis")
                && path.get(1).equals(GROUP)
                && KINDS.stream().map(AccessReviews::plural).anyMatch(path.get(3)::equals);
    }

    static ObjectNode answer(ObjectNode review) {
        ObjectNode status = review.putObject("status");
        if (review.path("kind").asText().equals("SelfSubjectRulesReview")) {
            ObjectNode rule =
                    status.put("incomplete", false).putArray("resourceRules").addObject();
            for (String part : List.of("verbs", "apiGroups", "resources")) {
                rule.putArray(part).add("*");
            }
            status.putArray("nonResourceRules");
        } else {
            status.put("allowed", true).put("reason", "the in-memory API lets everybody do everything");
        }
        return review;
    }

    private static String plural(String kind) {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }
}
