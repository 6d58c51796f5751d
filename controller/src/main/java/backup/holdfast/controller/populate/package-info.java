/** The volume populator: gives claims whose data source is a ReplicationDestination their data. */
@NullMarked
package backup.holdfast.controller.populate;

import org.jspecify.annotations.NullMarked;
