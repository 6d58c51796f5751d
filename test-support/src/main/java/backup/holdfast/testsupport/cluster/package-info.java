/**
 * A Kubernetes API for tests: {@link backup.holdfast.testsupport.cluster.ClusterTest} gives a test a client and a namespace of its own,
 * on an in-memory API, a real API server or a real cluster, as {@code -Dk8s=mock|apiserver|kubeconfig} says.
 */
@NullMarked
package backup.holdfast.testsupport.cluster;

import org.jspecify.annotations.NullMarked;
