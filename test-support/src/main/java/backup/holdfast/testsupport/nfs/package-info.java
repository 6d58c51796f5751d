/**
 * NFS servers: a real one for tests (nfs-ganesha, which needs neither the kernel nor root), and pretended ones that answer RPC calls as
 * they are told.
 */
@NullMarked
package backup.holdfast.testsupport.nfs;

import org.jspecify.annotations.NullMarked;
