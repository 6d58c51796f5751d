/**
 * The Java types of {@code holdfast.backup/v1alpha1} NfsScaler, and what a volume says about the NFS server it is on. They follow
 * the YAML under {@code resources/crds} and know nothing of what a controller does with it.
 */
@NullMarked
package backup.holdfast.crds.nfs;

import org.jspecify.annotations.NullMarked;
