/** Pure builders from typed options to restic's argument list and environment. No IO; secrets only ever reach the environment. */
@NullMarked
package backup.holdfast.restic.command;

import org.jspecify.annotations.NullMarked;
