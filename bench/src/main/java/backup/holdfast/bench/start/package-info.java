/** Measures how long the restore command takes to say something. */
@NullMarked
package backup.holdfast.bench.start;

import org.jspecify.annotations.NullMarked;
