/**
 * The Java types of {@code volsync.backube/v1alpha1}. They follow the YAML under {@code resources/crds}, read whatever a
 * cluster may hold (unknown fields, unknown enum values, absent parts) and know nothing of what a controller does with it.
 */
@NullMarked
package backup.holdfast.crds.volsync;

import org.jspecify.annotations.NullMarked;
