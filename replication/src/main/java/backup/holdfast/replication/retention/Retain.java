package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/** What {@code spec.restic.retain} comes to. There is no case in which nothing is kept. */
public sealed interface Retain {

    /**
     * Reads the section as written: whole numbers for the counts, restic's durations for the spans. Absent, empty and
     * all-zero sections keep everything; a field that cannot be read makes the section invalid rather than be left out,
     * for leaving out a rule removes snapshots.
     */
    static Retain parse(Map<KeepRule, String> written) {
        return RetainParser.parse(written);
    }

    record ByPolicy(RetentionPolicy policy) implements Retain {
        public ByPolicy {
            requireNonNull(policy, "policy is null");
        }
    }

    /**
     * No policy: nothing is ever forgotten.
     *
     * @param linesToAdd an example to put into the object, line by line
     */
    record Everything(String reason, List<String> linesToAdd) implements Retain {
        public Everything {
            requireNonNull(reason, "reason is null");
            linesToAdd = List.copyOf(linesToAdd);
        }
    }

    /** Nothing is forgotten until a person mends it. */
    record Invalid(List<Problem> problems) implements Retain {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("no problem is given");
            }
        }
    }

    /** One field that cannot be read: {@code reason} names field and value, {@code hint} what to write instead. */
    record Problem(KeepRule rule, String reason, String hint) {
        public Problem {
            requireNonNull(rule, "rule is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(hint, "hint is null");
        }
    }
}
