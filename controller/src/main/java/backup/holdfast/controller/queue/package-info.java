/** Who may start a run now: the one place of the process that keeps count. What it decides by is in {@code replication.queue}. */
@NullMarked
package backup.holdfast.controller.queue;

import org.jspecify.annotations.NullMarked;
