/** Kubernetes Events: what happened, for whoever runs {@code kubectl describe}. */
@NullMarked
package backup.holdfast.controller.event;

import org.jspecify.annotations.NullMarked;
