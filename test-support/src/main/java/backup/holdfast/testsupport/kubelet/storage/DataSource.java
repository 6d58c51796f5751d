package backup.holdfast.testsupport.kubelet.storage;

import java.nio.file.Path;

/** What a new volume holds at first. */
sealed interface DataSource {

    /** Nothing. */
    record None() implements DataSource {}

    /** A copy of this folder. */
    record Folder(Path path) implements DataSource {}

    /** What is not there yet, or never will be. */
    record Unavailable(String message) implements DataSource {}

    /** Filled by somebody else, who hands over a volume. */
    record Populated() implements DataSource {}
}
