/**
 * Movers as Kubernetes Jobs. What a Job looks like and what its pods' states mean is pure; {@code JobMoverBackend} alone talks to the
 * API server.
 */
@NullMarked
package backup.holdfast.controller.mover.job;

import org.jspecify.annotations.NullMarked;
