/** ReplicationSource: read the facts, ask {@code replication}, do the one thing it says, report. */
@NullMarked
package backup.holdfast.controller.source;

import org.jspecify.annotations.NullMarked;
