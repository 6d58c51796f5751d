/** From facts to the next thing to do. Pure: no clock, no cluster, no process. */
@NullMarked
package backup.holdfast.replication.state;

import org.jspecify.annotations.NullMarked;
