/**
 * What a container is on the test's own machine: a process that sees its own host name, processes and files, has the rights it was given and
 * leaves nothing behind. Knows nothing of Kubernetes.
 */
@NullMarked
package backup.holdfast.testsupport.kubelet.sandbox;

import org.jspecify.annotations.NullMarked;
