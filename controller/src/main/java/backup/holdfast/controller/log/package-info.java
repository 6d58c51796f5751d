/** How log lines look, and which there are. */
@NullMarked
package backup.holdfast.controller.log;

import org.jspecify.annotations.NullMarked;
