/** How sources stand, judged from their status. Pure. */
@NullMarked
package backup.holdfast.cli.board;

import org.jspecify.annotations.NullMarked;
