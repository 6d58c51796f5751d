package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

/** A repository's own description of itself: its id for life and its format version. */
public record RepositoryConfig(String id, int version) {

    public RepositoryConfig {
        requireNonNull(id, "id is null");
    }
}
