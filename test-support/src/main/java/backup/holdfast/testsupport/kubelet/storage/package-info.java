/** Volumes of the test kubelet: folders that claims are bound to, cloned from and restored from. */
@NullMarked
package backup.holdfast.testsupport.kubelet.storage;

import org.jspecify.annotations.NullMarked;
