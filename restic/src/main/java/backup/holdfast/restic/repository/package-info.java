/** Where a repository is and what opens it. Pure; keeps credentials out of every text it renders. */
@NullMarked
package backup.holdfast.restic.repository;

import org.jspecify.annotations.NullMarked;
