package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

/**
 * Something that runs take up while they are under way.
 *
 * @param name which one of its kind; empty for the controller, of which there is one
 */
public record Place(Kind kind, String name) {
    /** The controller's own. */
    public static final Place CONTROLLER = new Place(Kind.CONTROLLER, "");

    public Place {
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
    }

    /** What there can be a limit for. */
    public enum Kind {
        CONTROLLER("this controller"),
        /** By its fingerprint. */
        REPOSITORY("the repository"),
        ENDPOINT("storage endpoint"),
        NODE("node"),
        STORAGE_CLASS("storage class");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** In words, such as {@code storage endpoint minio.example:9000}. */
    public String described() {
        return kind == Kind.CONTROLLER || kind == Kind.REPOSITORY ? kind.words : kind.words + " " + name;
    }
}
