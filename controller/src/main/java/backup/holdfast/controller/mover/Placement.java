package backup.holdfast.controller.mover;

import backup.holdfast.replication.plan.Workspace;
import java.util.Optional;

/**
 * A volume as a mover will see it.
 *
 * @param recordedPath the path restic records, half of the snapshots' identity
 * @param note why that path is not the usual {@code /data}, if it is not
 */
public record Placement(Workspace workspace, String recordedPath, Optional<String> note) {}
