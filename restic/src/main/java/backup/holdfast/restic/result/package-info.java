/** What came of a restic call, and the rules that read it from flags, exit codes and, last, prose. Pure. */
@NullMarked
package backup.holdfast.restic.result;

import org.jspecify.annotations.NullMarked;
