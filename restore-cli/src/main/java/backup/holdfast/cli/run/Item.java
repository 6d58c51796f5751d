package backup.holdfast.cli.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One claim of a run.
 *
 * @param destination the name of the ReplicationDestination that fills it
 * @param spec of that; names Secrets, holds none
 * @param wanted which snapshot, in words
 * @param safety the copy of the volume as it was before, once it is known
 */
public record Item(
        String claim,
        String source,
        String destination,
        JsonNode spec,
        String wanted,
        @Nullable String safety) {
    public Item {
        requireNonNull(claim, "claim is null");
        requireNonNull(source, "source is null");
        requireNonNull(destination, "destination is null");
        requireNonNull(spec, "spec is null");
        requireNonNull(wanted, "wanted is null");
    }

    /** The same, with the copy of what was there before. */
    public Item saved(String snapshotId) {
        return new Item(claim, source, destination, spec, wanted, snapshotId);
    }
}
