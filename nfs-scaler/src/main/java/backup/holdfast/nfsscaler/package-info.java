/** The NFS scaler as a whole: what the controller starts, and the process of its own. */
@NullMarked
package backup.holdfast.nfsscaler;

import org.jspecify.annotations.NullMarked;
