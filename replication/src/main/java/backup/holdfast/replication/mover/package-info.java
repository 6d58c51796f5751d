/** The one package of this module that acts: carries out a plan with restic and says what came of it. */
@NullMarked
package backup.holdfast.replication.mover;

import org.jspecify.annotations.NullMarked;
