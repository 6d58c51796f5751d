/** A typed wrapper round the restic process: finds the binary, runs its verbs and says in types what came of it. Knows no Kubernetes. */
@NullMarked
package backup.holdfast.restic;

import org.jspecify.annotations.NullMarked;
