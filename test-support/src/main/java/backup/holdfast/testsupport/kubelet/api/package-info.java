/** How the test kubelet sees and changes the cluster: caches that follow watches, and writes that may fail and are tried again. */
@NullMarked
package backup.holdfast.testsupport.kubelet.api;

import org.jspecify.annotations.NullMarked;
