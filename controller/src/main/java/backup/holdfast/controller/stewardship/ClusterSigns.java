package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.RequiredFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cluster shows about who may do what.
 *
 * @param volsync VolSync's lease, while it lives
 * @param definitions by kind
 */
record ClusterSigns(Optional<LiveLease> volsync, Map<String, Definition> definitions) {
    ClusterSigns {
        requireNonNull(volsync, "volsync is null");
        definitions = Map.copyOf(definitions);
    }

    /** Whether nobody has to be told anything new; that a lease was renewed is no news. */
    boolean tellTheSameAs(ClusterSigns other) {
        return volsync.map(LiveLease::whose).equals(other.volsync.map(LiveLease::whose))
                && definitions.equals(other.definitions);
    }

    /** How much of what we write the definition of a kind keeps. */
    sealed interface Definition {
        /** All that matters. */
        record Complete() implements Definition {}

        /** @param missing which of the {@link RequiredFields} it would drop, those of the memory first */
        record Lacking(List<String> missing) implements Definition {
            public Lacking {
                missing = List.copyOf(missing);
            }

            boolean memory(String kind) {
                return RequiredFields.of(kind).memory().stream().anyMatch(missing::contains);
            }
        }

        /** The API server did not tell. */
        record Unknown(String why) implements Definition {
            public Unknown {
                requireNonNull(why, "why is null");
            }
        }
    }
}
