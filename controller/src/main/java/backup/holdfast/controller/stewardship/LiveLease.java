package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A lease that somebody holds and renews.
 *
 * @param until when it runs out unless it is renewed, by our clock
 */
record LiveLease(String namespace, String name, String holder, Instant until) {
    LiveLease {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(holder, "holder is null");
        requireNonNull(until, "until is null");
    }

    /** Where it is and who holds it. */
    String whose() {
        return namespace + "/" + name + ", held by " + holder;
    }
}
