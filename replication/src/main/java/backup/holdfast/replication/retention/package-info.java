/**
 * What a retention policy keeps and removes, and when removing must wait for a person. Pure: imports java.* and the
 * snapshot package alone; restic stays the one that forgets.
 */
@NullMarked
package backup.holdfast.replication.retention;

import org.jspecify.annotations.NullMarked;
