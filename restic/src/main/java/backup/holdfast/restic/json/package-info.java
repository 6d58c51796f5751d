/** A small reading view of JSON over Jackson's streaming parser, so that a short-lived process need not load data binding. */
@NullMarked
package backup.holdfast.restic.json;

import org.jspecify.annotations.NullMarked;
