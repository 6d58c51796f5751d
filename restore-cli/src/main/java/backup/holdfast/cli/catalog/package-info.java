/** The snapshots of a source, from wherever they can be known. */
@NullMarked
package backup.holdfast.cli.catalog;

import org.jspecify.annotations.NullMarked;
