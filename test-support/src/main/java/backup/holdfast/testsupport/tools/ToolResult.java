package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** What became of the search for a program. */
public sealed interface ToolResult {

    /** The program is at {@code path} and said, when run, that it is this version. */
    record Found(Path path, String version) implements ToolResult {
        public Found {
            requireNonNull(path, "path is null");
            requireNonNull(version, "version is null");
        }
    }

    /** There is none, with everything that was tried and what a person can do. */
    record Missing(String reason) implements ToolResult {
        public Missing {
            requireNonNull(reason, "reason is null");
        }
    }
}
