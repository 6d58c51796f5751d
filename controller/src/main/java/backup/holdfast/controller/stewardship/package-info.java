/**
 * Which objects a Holdfast looks after, and how far: whose class they are of, whether VolSync is at work on them, and whether the
 * definitions in the cluster keep what we write. Reconcilers ask here first.
 */
@NullMarked
package backup.holdfast.controller.stewardship;

import org.jspecify.annotations.NullMarked;
