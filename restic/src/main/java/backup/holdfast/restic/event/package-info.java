/** What restic prints, line by line and document by document, as types. Pure: bytes or lines in, values out. */
@NullMarked
package backup.holdfast.restic.event;

import org.jspecify.annotations.NullMarked;
