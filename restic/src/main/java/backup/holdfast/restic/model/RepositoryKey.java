package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

/**
 * One password entry of a repository.
 *
 * @param created as restic prints it, in the local time of the machine restic ran on
 */
public record RepositoryKey(String id, boolean current, String username, String hostname, String created) {

    public RepositoryKey {
        requireNonNull(id, "id is null");
        requireNonNull(username, "username is null");
        requireNonNull(hostname, "hostname is null");
        requireNonNull(created, "created is null");
    }
}
