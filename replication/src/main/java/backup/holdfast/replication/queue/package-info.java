/** Which of the runs that are due may start now: limits, their fair sharing, and storage that does not answer. Pure. */
@NullMarked
package backup.holdfast.replication.queue;

import org.jspecify.annotations.NullMarked;
