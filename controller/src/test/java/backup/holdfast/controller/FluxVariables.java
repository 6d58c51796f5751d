package backup.holdfast.controller;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts variables into manifests as Flux's post-build step does: {@code ${NAME}}, {@code ${NAME:=default}}, {@code ${NAME:-default}}, nested. */
record FluxVariables(Map<String, String> values) {
    /** The innermost ones first: a default may be a variable. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::[=-]([^{}]*))?}");

    FluxVariables {
        values = Map.copyOf(values);
    }

    String in(String manifest) {
        String text = manifest;
        for (Matcher matcher = VARIABLE.matcher(text); matcher.find(); matcher = VARIABLE.matcher(text)) {
            text = matcher.replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group(2))));
        }
        return text;
    }

    private String value(String name, String fallback) {
        String value = values.getOrDefault(name, fallback);
        if (value == null) {
            throw new IllegalArgumentException("no value for ${" + name + "}");
        }
        return value;
    }
}
