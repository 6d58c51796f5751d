/**
 * What a mover is told ({@link backup.holdfast.replication.plan.MoverPlan}) and what it answers ({@link
 * backup.holdfast.replication.plan.MoverOutcome}), with their JSON. Resolved values only, no secrets. May import java.*,
 * Jackson's streams and the retention package.
 */
@NullMarked
package backup.holdfast.replication.plan;

import org.jspecify.annotations.NullMarked;
