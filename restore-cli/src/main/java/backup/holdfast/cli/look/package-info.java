/** Questions about a source's repository, and where their answers come from: restic on this machine, or a mover in the cluster. */
@NullMarked
package backup.holdfast.cli.look;

import org.jspecify.annotations.NullMarked;
