/** What an NfsScaler asks for, with everything filled in that it leaves out. */
@NullMarked
package backup.holdfast.nfsscaler.settings;

import org.jspecify.annotations.NullMarked;
