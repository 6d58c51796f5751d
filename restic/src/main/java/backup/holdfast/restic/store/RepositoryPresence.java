package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What lies where a repository is expected. Every case is what the store said for certain. */
public sealed interface RepositoryPresence {

    /**
     * There is a repository: its {@code config} is there and not empty. Whether a password opens it is not known.
     *
     * @param configWritten absent where the storage does not tell
     */
    record Present(long configBytes, Optional<Instant> configWritten) implements RepositoryPresence {
        public Present {
            requireNonNull(configWritten, "configWritten is null");
        }
    }

    /** The place can be listed and nothing at all lies there. */
    record Absent() implements RepositoryPresence {}

    /** Objects of a repository without a usable {@code config}: half of one, not a place for a new one. */
    record Headless(ConfigState config, Contents contents) implements RepositoryPresence {
        public Headless {
            requireNonNull(config, "config is null");
            requireNonNull(contents, "contents is null");
        }
    }

    /** No repository and nothing of one, but other things, such as the repositories below it. */
    record Foreign(Contents contents) implements RepositoryPresence {
        public Foreign {
            requireNonNull(contents, "contents is null");
        }
    }

    /** What it means that there is no usable {@code config} but this; names of folders end with a slash. */
    static RepositoryPresence without(ConfigState config, List<String> names) {
        Contents contents = Contents.of(names);
        if (config == ConfigState.EMPTY
                || names.stream().anyMatch(it -> RepositoryPart.of(it) != RepositoryPart.OTHER)) {
            return new Headless(config, contents);
        }
        return names.isEmpty() ? new Absent() : new Foreign(contents);
    }

    /** What is wrong with a {@code config}. */
    enum ConfigState {
        MISSING,
        EMPTY
    }
}
