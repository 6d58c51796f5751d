/** Movers as processes on this machine, working on folders: for trying out and for tests. */
@NullMarked
package backup.holdfast.controller.mover.local;

import org.jspecify.annotations.NullMarked;
