package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Label and field selectors, as objects match them. */
final class Selector implements Predicate<JsonNode> {

    // The commas inside "in (a, b)" separate no requirements.
    private static final Pattern REQUIREMENTS = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!]+?)\\s*(==|=|!=)\\s*(.*)");

    private final List<Predicate<JsonNode>> requirements;

    private Selector(List<Predicate<JsonNode>> requirements) {
        this.requirements = List.copyOf(requirements);
    }

    /** Both selectors at once; empty ones match everything. */
    static Selector parse(String labelSelector, String fieldSelector) {
        List<Predicate<JsonNode>> requirements = new ArrayList<>();
        split(labelSelector).map(Selector::labelRequirement).forEach(requirements::add);
        split(fieldSelector).map(Selector::fieldRequirement).forEach(requirements::add);
        return new Selector(requirements);
    }

    @Override
    public boolean test(JsonNode object) {
        return requirements.stream().allMatch(requirement -> requirement.test(object));
    }

    private static Stream<String> split(String selector) {
        return REQUIREMENTS.splitAsStream(selector).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Predicate<JsonNode> labelRequirement(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            List<String> values =
                    Stream.of(set.group(3).split(",", -1)).map(String::strip).toList();
            Predicate<JsonNode> isIn =
                    object -> hasLabel(object, set.group(1)) && values.contains(label(object, set.group(1)));
            return set.group(2).equals("in") ? isIn : isIn.negate();
        }
        Matcher equality = EQUALITY.matcher(text);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            Predicate<JsonNode> equal =
                    object -> hasLabel(object, key) && label(object, key).equals(value);
            return equality.group(2).equals("!=") ? equal.negate() : equal;
        }
        return text.startsWith("!") ? object -> !hasLabel(object, text.substring(1)) : object -> hasLabel(object, text);
    }

    private static Predicate<JsonNode> fieldRequirement(String text) {
        Matcher equality = EQUALITY.matcher(text);
        if (!equality.matches()) {
            throw ApiFailure.badRequest("invalid field selector: " + text);
        }
        String pointer = "/" + equality.group(1).replace('.', '/');
        String value = equality.group(3);
        Predicate<JsonNode> equal = object -> object.at(pointer).asText("").equals(value);
        return equality.group(2).equals("!=") ? equal.negate() : equal;
    }

    private static boolean hasLabel(JsonNode object, String key) {
        return object.path("metadata").path("labels").has(key);
    }

    private static String label(JsonNode object, String key) {
        return object.path("metadata").path("labels").path(key).asText();
    }
}
