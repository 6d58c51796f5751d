package backup.holdfast.restic.store;

import java.util.Optional;

/** The parts of a repository, as the design document of restic's format lays them out. */
public enum RepositoryPart {
    CONFIG("config"),
    KEYS("keys"),
    DATA("data"),
    INDEX("index"),
    SNAPSHOTS("snapshots"),
    LOCKS("locks"),
    /** What restic did not write. */
    OTHER("");

    private final String name;

    RepositoryPart(String name) {
        this.name = name;
    }

    /** The name of its folder, or of the file. */
    String fileName() {
        return name;
    }

    /** The folder of this name; nothing for {@code config}, which is a file. */
    static Optional<RepositoryPart> ofFolder(String name) {
        RepositoryPart part = of(name + "/");
        return part == OTHER ? Optional.empty() : Optional.of(part);
    }

    /** What a path relative to the repository belongs to. */
    static RepositoryPart of(String path) {
        if (path.equals(CONFIG.name)) {
            return CONFIG;
        }
        int slash = path.indexOf('/');
        String folder = slash < 0 ? "" : path.substring(0, slash);
        return switch (folder) {
            case "keys" -> KEYS;
            case "data" -> DATA;
            case "index" -> INDEX;
            case "snapshots" -> SNAPSHOTS;
            case "locks" -> LOCKS;
            default -> OTHER;
        };
    }
}
