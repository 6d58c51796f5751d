/** What Prometheus hears. */
@NullMarked
package backup.holdfast.controller.metrics;

import org.jspecify.annotations.NullMarked;
