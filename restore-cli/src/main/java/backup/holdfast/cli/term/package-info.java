/** What people see and type: tables, words for times and sizes, instants as people write them, exit codes. Pure. */
@NullMarked
package backup.holdfast.cli.term;

import org.jspecify.annotations.NullMarked;
