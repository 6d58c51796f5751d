package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A source as one of those that keep snapshots in a repository, as far as that is known.
 *
 * @param fingerprint SHA-256 of the repository's URL without credentials
 * @param repositoryId restic's own id, once it has been seen there
 */
public record Tenant(Subject source, Optional<String> fingerprint, Optional<String> repositoryId, Identity identity) {
    public Tenant {
        requireNonNull(source, "source is null");
        requireNonNull(fingerprint, "fingerprint is null");
        requireNonNull(repositoryId, "repositoryId is null");
        requireNonNull(identity, "identity is null");
    }

    /** The same repository by restic's own word; where only one of them has heard it, by the address. */
    private boolean isInRepositoryOf(Tenant other) {
        if (repositoryId.isPresent() && other.repositoryId.isPresent()) {
            return repositoryId.equals(other.repositoryId);
        }
        return fingerprint.isPresent() && fingerprint.equals(other.fingerprint);
    }

    /** Whether the snapshots of both are one retention group: each would forget by counting the other's. */
    public boolean sharesGroupWith(Tenant other) {
        return !source.equals(other.source) && identity.equals(other.identity) && isInRepositoryOf(other);
    }
}
