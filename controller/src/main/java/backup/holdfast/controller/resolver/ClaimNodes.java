package backup.holdfast.controller.resolver;

import java.util.Optional;

/** On which node a volume is in use, as far as that is known before a mover goes there. */
@FunctionalInterface
public interface ClaimNodes {
    /** For movers that are bound to no node, and where nobody counts by node. */
    ClaimNodes UNKNOWN = (namespace, claim) -> Optional.empty();

    Optional<String> node(String namespace, String claim);
}
