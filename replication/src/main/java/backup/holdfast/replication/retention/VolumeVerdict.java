package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

/** Whether a volume looks as if it had lost its data. Never a reason not to back it up; a reason not to remove history. */
public sealed interface VolumeVerdict {

    record Plausible() implements VolumeVerdict {}

    /** Forget and prune stay frozen until a person says the change is meant. */
    record Suspicious(String explanation) implements VolumeVerdict {
        public Suspicious {
            requireNonNull(explanation, "explanation is null");
        }
    }
}
