package backup.holdfast.controller.mover;

import backup.holdfast.replication.plan.Workspace;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A volume as a mover will see it.
 *
 * @param recordedPath the path restic records, half of the snapshots' identity
 * @param note why that path is not the usual {@code /data}, if it is not
 */
public record Placement(Workspace workspace, String recordedPath, Optional<String> note) {
    /** The same for a mover that checks its store's certificate against those of a file. */
    public Placement trusting(Path caCertificate) {
        return new Placement(new Workspace(workspace.data(), workspace.cache(), caCertificate), recordedPath, note);
    }
}
