/** Repositories reached from this machine. */
@NullMarked
package backup.holdfast.cli.repository;

import org.jspecify.annotations.NullMarked;
