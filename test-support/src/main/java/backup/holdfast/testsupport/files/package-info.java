/** Folders full of the files backups have to cope with, and what tells two of them apart. */
@NullMarked
package backup.holdfast.testsupport.files;

import org.jspecify.annotations.NullMarked;
