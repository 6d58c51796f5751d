package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folders a mover works in, as it sees them: the volume, restic's cache, and the CA file if the storage needs one. In a pod
 * they are {@code /data}, {@code /cache} and {@code /customCA/ca.crt}, as in VolSync's mover.
 */
public record Workspace(Path data, Path cache, @Nullable Path caCertificate) {
    public Workspace {
        requireNonNull(data, "data is null");
        requireNonNull(cache, "cache is null");
    }
}
