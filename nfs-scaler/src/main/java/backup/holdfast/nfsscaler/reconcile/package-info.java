/** The reconciler of NfsScalers: what is known of servers, what that means, what is done, and how it is told. */
@NullMarked
package backup.holdfast.nfsscaler.reconcile;

import org.jspecify.annotations.NullMarked;
