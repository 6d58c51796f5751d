/**
 * How a claim that asks for the data of a destination gets it: a second claim is filled, then its volume is handed over. Pure: no
 * clock, no cluster, no process.
 */
@NullMarked
package backup.holdfast.replication.populate;

import org.jspecify.annotations.NullMarked;
