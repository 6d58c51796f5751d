package backup.holdfast.replication.retention;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.snapshot.SnapshotIdentity;

/** Whether forget may run. */
public sealed interface ForgetVerdict {

    /**
     * Nothing speaks against it.
     *
     * @param removing how many snapshots the preview removes; may be none
     */
    record Proceed(int removing) implements ForgetVerdict {}

    /** It would remove so much that a person must say yes first. */
    record Frozen(SnapshotIdentity identity, int removing, int of, String explanation) implements ForgetVerdict {
        public Frozen {
            requireNonNull(identity, "identity is null");
            requireNonNull(explanation, "explanation is null");
        }
    }

    /** The times cannot be trusted, so neither can what is old. Consent does not help; mending the clock does. */
    record Refused(String explanation) implements ForgetVerdict {
        public Refused {
            requireNonNull(explanation, "explanation is null");
        }
    }
}
