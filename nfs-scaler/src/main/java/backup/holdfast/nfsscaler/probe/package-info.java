/**
 * Asks NFS servers whether they live: TCP, an RPC NULL call, then each export. Knows no Kubernetes and decides nothing: what an answer means
 * for a workload is somebody else's business.
 */
@NullMarked
package backup.holdfast.nfsscaler.probe;

import org.jspecify.annotations.NullMarked;
