/** Kubernetes Events: what happened, for whoever runs {@code kubectl describe}. */
@NullMarked
package backup.holdfast.crds.event;

import org.jspecify.annotations.NullMarked;
