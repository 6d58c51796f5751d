package backup.holdfast.controller.leadership;

import static java.util.Objects.requireNonNull;

/** Where a replica stands in an election. */
public sealed interface Standing {
    /** It works. */
    record Leading() implements Standing {}

    /** It waits for the leader to be gone. */
    record Waiting(String leader) implements Standing {
        public Waiting {
            requireNonNull(leader, "leader is null");
        }
    }

    /** It neither works nor can take over. */
    record Barred(String why) implements Standing {
        public Barred {
            requireNonNull(why, "why is null");
        }
    }
}
