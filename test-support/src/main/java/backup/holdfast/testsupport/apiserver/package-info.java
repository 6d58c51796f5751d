/**
 * A real kube-apiserver with its etcd, run as two processes on 127.0.0.1 with RBAC switched on. There is no controller manager, kubelet or
 * scheduler: nothing is garbage-collected, no Job starts a pod, no claim is bound.
 */
@NullMarked
package backup.holdfast.testsupport.apiserver;

import org.jspecify.annotations.NullMarked;
