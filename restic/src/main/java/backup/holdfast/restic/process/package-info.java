/** Runs one process with limits, cancellation and drained streams. The only place that starts processes; knows nothing of restic. */
@NullMarked
package backup.holdfast.restic.process;

import org.jspecify.annotations.NullMarked;
