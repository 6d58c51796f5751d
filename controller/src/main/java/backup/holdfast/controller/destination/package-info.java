/** ReplicationDestination: read the facts, ask {@code replication}, do the one thing it says, report. */
@NullMarked
package backup.holdfast.controller.destination;

import org.jspecify.annotations.NullMarked;
