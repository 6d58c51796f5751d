/** How far the rebuilding of a cluster has come, volume by volume. */
@NullMarked
package backup.holdfast.controller.recovery;

import org.jspecify.annotations.NullMarked;
