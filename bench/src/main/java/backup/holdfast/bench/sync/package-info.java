/** Compares one sync by the mover with VolSync's sequence and with bare restic, side by side on one repository. */
@NullMarked
package backup.holdfast.bench.sync;

import org.jspecify.annotations.NullMarked;
