/** Which locks in a repository may go. Pure. */
@NullMarked
package backup.holdfast.replication.lock;

import org.jspecify.annotations.NullMarked;
