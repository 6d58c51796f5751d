/** What stands in the way of backups and restores, and how each is mended. Looks, and changes nothing. */
@NullMarked
package backup.holdfast.cli.doctor;

import org.jspecify.annotations.NullMarked;
