/** The endpoints people and machines look at: metrics and health. */
@NullMarked
package backup.holdfast.controller.http;

import org.jspecify.annotations.NullMarked;
