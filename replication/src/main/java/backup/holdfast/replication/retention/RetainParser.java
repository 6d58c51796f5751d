package backup.holdfast.replication.retention;

import backup.holdfast.replication.retention.Retain.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the values of {@code spec.restic.retain}. What passes here is a number or a span, so it can be no option of restic. */
final class RetainParser {

    private static final Pattern COUNT = Pattern.compile("\\+?\\d{1,9}");
    private static final List<String> EXAMPLE = List.of("retain:", "  daily: 7", "  weekly: 4", "  monthly: 6");

    private final Map<KeepRule, KeepCount> counts = new EnumMap<>(KeepRule.class);
    private final Map<KeepRule, ResticDuration> spans = new EnumMap<>(KeepRule.class);
    private final List<Problem> problems = new ArrayList<>();

    private RetainParser() {}

    static Retain parse(Map<KeepRule, String> written) {
        RetainParser parser = new RetainParser();
        for (KeepRule rule : KeepRule.values()) {
            String value = written.getOrDefault(rule, "").strip();
            if (!value.isEmpty()) {
                parser.read(rule, value);
            }
        }
        return parser.result(written.isEmpty());
    }

    private void read(KeepRule rule, String value) {
        switch (rule.unit()) {
            case COUNT -> readCount(rule, value);
            case SPAN -> readSpan(rule, value);
        }
    }

    private void readCount(KeepRule rule, String value) {
        // -1 because the fields that are integers cannot hold the word.
        if (value.equals("unlimited") || value.equals("-1")) {
            counts.put(rule, KeepCount.UNLIMITED);
        } else if (COUNT.matcher(value).matches()) {
            counts.put(rule, new KeepCount(Integer.parseInt(value)));
        } else {
            problem(
                    rule,
                    value,
                    value.startsWith("-") ? "cannot be negative" : "is no whole number",
                    "Write how many to keep, such as " + rule.field() + ": \"7\", or \"unlimited\".");
        }
    }

    private void readSpan(KeepRule rule, String value) {
        ResticDuration.parse(value)
                .ifPresentOrElse(
                        span -> spans.put(rule, span),
                        () -> problem(
                                rule,
                                value,
                                value.startsWith("-") ? "cannot be negative" : "is no duration",
                                "Write years, months, days and hours, such as " + rule.field() + ": \"1y6m14d12h\"."));
    }

    private void problem(KeepRule rule, String value, String what, String hint) {
        problems.add(new Problem(rule, "retain." + rule.field() + " \"" + value + "\" " + what, hint));
    }

    private Retain result(boolean absent) {
        if (!problems.isEmpty()) {
            return new Retain.Invalid(problems);
        }
        boolean keepsByRule = counts.values().stream().anyMatch(count -> !count.isNone())
                || spans.values().stream().anyMatch(span -> !span.isZero());
        if (keepsByRule) {
            return new Retain.ByPolicy(new RetentionPolicy(counts, spans));
        }
        String why = absent ? "retain is not set" : "every rule in retain is zero or empty";
        return new Retain.Everything(
                why + ", so every snapshot is kept; to have old ones removed, say what to keep", EXAMPLE);
    }
}
