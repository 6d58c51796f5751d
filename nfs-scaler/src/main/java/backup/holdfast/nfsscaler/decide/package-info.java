/**
 * What follows from the answers of NFS servers, for the servers and for the workloads that need them. Pure: no clock, no cluster, no
 * network.
 */
@NullMarked
package backup.holdfast.nfsscaler.decide;

import org.jspecify.annotations.NullMarked;
