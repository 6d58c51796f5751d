/** The numbers for Prometheus. */
@NullMarked
package backup.holdfast.nfsscaler.metrics;

import org.jspecify.annotations.NullMarked;
