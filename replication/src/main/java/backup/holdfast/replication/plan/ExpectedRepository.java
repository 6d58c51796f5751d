package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the controller knows of the repository before the run.
 *
 * @param fingerprint SHA-256 of the URL without credentials
 * @param url without credentials
 * @param id restic's own id, once it has been seen
 * @param knownUrl where history of this source was seen, if that was somewhere else; without credentials
 * @param ifAbsent what to do when the storage says for certain that no repository is there
 */
public record ExpectedRepository(
        String fingerprint,
        String url,
        @Nullable String id,
        @Nullable String knownUrl,
        Absence ifAbsent) {
    public ExpectedRepository {
        requireNonNull(fingerprint, "fingerprint is null");
        requireNonNull(url, "url is null");
        requireNonNull(ifAbsent, "ifAbsent is null");
    }

    /** What a missing repository means. */
    public enum Absence {
        /** A first backup: create it, where nothing else lies. */
        CREATE,
        /** Somebody asked for a new one: create it, also among other things. */
        CREATE_BY_CONSENT,
        /** A snapshot has been seen there, or this is a restore: an incident, nothing is created. */
        FAIL
    }
}
