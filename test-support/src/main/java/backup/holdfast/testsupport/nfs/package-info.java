/** A real NFS server for tests: nfs-ganesha, which needs neither the kernel nor root. */
@NullMarked
package backup.holdfast.testsupport.nfs;

import org.jspecify.annotations.NullMarked;
