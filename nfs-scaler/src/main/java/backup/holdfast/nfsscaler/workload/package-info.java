/**
 * Workloads: which need which server, and taking and giving back their replicas. They are read when they are needed instead of being
 * watched, so that nothing is scaled on a stale copy, and a cluster's ReplicaSets are not all kept in memory.
 */
@NullMarked
package backup.holdfast.nfsscaler.workload;

import org.jspecify.annotations.NullMarked;
