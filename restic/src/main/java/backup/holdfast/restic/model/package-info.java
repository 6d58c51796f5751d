/** The things in a restic repository as values: snapshots, locks, keys, tree nodes, statistics. Imports nothing of Holdfast. */
@NullMarked
package backup.holdfast.restic.model;

import org.jspecify.annotations.NullMarked;
