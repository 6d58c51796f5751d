/** What is known of the servers of each NfsScaler from moment to moment: probes under way, what they found, names and addresses. */
@NullMarked
package backup.holdfast.nfsscaler.watch;

import org.jspecify.annotations.NullMarked;
