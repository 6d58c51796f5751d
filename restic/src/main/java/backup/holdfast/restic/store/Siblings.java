package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation;
import java.util.List;

/** Repositories in the neighbourhood of a place, those with the most similar names first. */
public record Siblings(List<RepositoryLocation> repositories, Coverage coverage) {

    /** How much of the neighbourhood was looked at. */
    public enum Coverage {
        /** All of it: there are no others. */
        COMPLETE,
        /** Enough were found, there are too many places, or some may not be listed. */
        PARTIAL
    }

    public Siblings {
        repositories = List.copyOf(repositories);
        requireNonNull(coverage, "coverage is null");
    }
}
