package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The volume to restore into, before anything is written.
 *
 * @param fileSystem as the system calls it, such as {@code ext4}
 * @param bytes what it could hold if it were empty
 */
record TargetFacts(Path volume, State state, String fileSystem, long bytes) {
    /** File systems on which what a file holds is what it takes. Others compress, or a server that may does it for them. */
    private static final Set<String> PLAIN = Set.of("ext2", "ext3", "ext4", "xfs", "tmpfs");

    TargetFacts {
        requireNonNull(volume, "volume is null");
        requireNonNull(state, "state is null");
        requireNonNull(fileSystem, "fileSystem is null");
    }

    /** Whether it can be written to at all. */
    enum State {
        WRITABLE,
        MISSING,
        /** Nobody may write. */
        READ_ONLY,
        /** This user may not write to its root. */
        CLOSED
    }

    static TargetFacts of(Path volume) throws IOException {
        if (!Files.isDirectory(volume)) {
            return new TargetFacts(volume, State.MISSING, "", 0);
        }
        FileStore store = Files.getFileStore(volume);
        State state = store.isReadOnly() ? State.READ_ONLY : Files.isWritable(volume) ? State.WRITABLE : State.CLOSED;
        return new TargetFacts(volume, state, store.type(), store.getTotalSpace());
    }

    /** Whether so much data can't fit, whatever is removed first. Unknown sizes fit. */
    boolean isSmallerThan(long dataBytes) {
        return PLAIN.contains(fileSystem) && bytes > 0 && bytes < dataBytes;
    }
}
