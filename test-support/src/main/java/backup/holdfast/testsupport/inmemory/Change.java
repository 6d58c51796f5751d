package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One object made, changed or removed. The two states are never modified; both carry the change's version where it applies. */
record Change(long version, ObjectKey key, Optional<ObjectNode> before, Optional<ObjectNode> after) {

    Change {
        requireNonNull(key, "key is null");
        requireNonNull(before, "before is null");
        requireNonNull(after, "after is null");
    }
}
