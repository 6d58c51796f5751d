package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.retention.KeepRule.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What to keep. Never empty: a policy that keeps nothing cannot be built, and one that was not written down is
 * {@link Retain.Everything}. Rules that are zero are left out, so policies that mean the same are equal.
 */
public record RetentionPolicy(Map<KeepRule, KeepCount> counts, Map<KeepRule, ResticDuration> spans) {

    public RetentionPolicy {
        requireNonNull(counts, "counts is null");
        requireNonNull(spans, "spans is null");
        counts = withUnit(counts, Unit.COUNT);
        spans = withUnit(spans, Unit.SPAN);
        counts.values().removeIf(KeepCount::isNone);
        spans.values().removeIf(ResticDuration::isZero);
        if (counts.isEmpty() && spans.isEmpty()) {
            throw new IllegalArgumentException("a retention policy must keep something");
        }
        counts = Collections.unmodifiableMap(counts);
        spans = Collections.unmodifiableMap(spans);
    }

    /** The flags of {@code restic forget}, one argument each, always in the same order. */
    public List<String> forgetFlags() {
        List<String> flags = new ArrayList<>();
        counts.forEach((rule, count) -> flags.add(rule.flag() + "=" + count));
        spans.forEach((rule, span) -> flags.add(rule.flag() + "=" + span));
        return List.copyOf(flags);
    }

    /** The flags in one line: equal for equal policies, so it can be kept in a status to notice a change. */
    @Override
    public String toString() {
        return String.join(" ", forgetFlags());
    }

    private static <V> Map<KeepRule, V> withUnit(Map<KeepRule, V> rules, Unit unit) {
        Map<KeepRule, V> copy = new EnumMap<>(KeepRule.class);
        rules.forEach((rule, value) -> {
            if (rule.unit() != unit) {
                throw new IllegalArgumentException(rule.field() + " is no " + unit);
            }
            copy.put(rule, requireNonNull(value, "value is null"));
        });
        return copy;
    }
}
