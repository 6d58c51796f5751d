/** The controller's process: {@link backup.holdfast.controller.Main} and what it wires together. */
@NullMarked
package backup.holdfast.controller;

import org.jspecify.annotations.NullMarked;
