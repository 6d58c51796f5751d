/** Where movers run: the port the reconcilers use. Its implementations are in the packages below. */
@NullMarked
package backup.holdfast.controller.mover;

import org.jspecify.annotations.NullMarked;
