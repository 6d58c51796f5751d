/** Who uses a claim, who owns whom, and what has to be taken out of the way of a restore. Decides; reads through a port. */
@NullMarked
package backup.holdfast.cli.app;

import org.jspecify.annotations.NullMarked;
