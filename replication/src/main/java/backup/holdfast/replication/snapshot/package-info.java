/** Snapshots as Holdfast sees them, and the choice of the one to restore. Pure: imports java.* alone. */
@NullMarked
package backup.holdfast.replication.snapshot;

import org.jspecify.annotations.NullMarked;
