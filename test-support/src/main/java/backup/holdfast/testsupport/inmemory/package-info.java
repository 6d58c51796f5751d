/**
 * An in-memory Kubernetes API over plain HTTP, for tests where no real API server is at hand and for trying Holdfast out. It keeps the parts
 * of the API's contract that a controller's correctness hangs on: resource versions and conflicts, watches that miss nothing,
 * finalizers, the grace of pods that are on a node, status apart from spec, server-side apply, dry runs, discovery that a real kubectl can talk to.
 *
 * <p>What it is not: it validates nothing against schemas and fills in no defaults, has no admission, users or RBAC (everybody may do
 * everything, and it says so when asked), no controllers (no Job starts a pod, nothing is garbage-collected), no pages in lists, no logs and
 * no protobuf; removing a namespace drops what is in it at once, finalizers or not; and server-side apply knows no conflicts between
 * managers. A test about one of these takes the real API server.
 */
@NullMarked
package backup.holdfast.testsupport.inmemory;

import org.jspecify.annotations.NullMarked;
