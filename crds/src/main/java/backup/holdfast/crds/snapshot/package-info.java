/**
 * The Java types of {@code snapshot.storage.k8s.io/v1}, as far as Holdfast needs them. Their definitions come with the cluster's
 * snapshot controller; a cluster without one has none of these kinds.
 */
@NullMarked
package backup.holdfast.crds.snapshot;

import org.jspecify.annotations.NullMarked;
