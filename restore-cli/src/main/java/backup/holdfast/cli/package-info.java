/** The restore command: what it takes from the command line, and what it prints. */
@NullMarked
package backup.holdfast.cli;

import org.jspecify.annotations.NullMarked;
