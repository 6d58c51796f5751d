/**
 * Point-in-time copies of volumes, made for one run each. What comes next is decided in pure code from what is there; {@code Copies}
 * alone talks to the API server.
 */
@NullMarked
package backup.holdfast.controller.mover.copy;

import org.jspecify.annotations.NullMarked;
