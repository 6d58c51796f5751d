/** Writing status: one writer, JSON merge patches with explicit nulls, conditions that keep their transition times. */
@NullMarked
package backup.holdfast.crds.status;

import org.jspecify.annotations.NullMarked;
