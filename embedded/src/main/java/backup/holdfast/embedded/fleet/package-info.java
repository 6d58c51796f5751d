/** How one controller bears thousands of sources: its memory, its CPU, how late it starts their runs. */
@NullMarked
package backup.holdfast.embedded.fleet;

import org.jspecify.annotations.NullMarked;
