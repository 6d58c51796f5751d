/** What the reconcilers of sources and of destinations have in common: how specs are read, runs remembered, ends told. */
@NullMarked
package backup.holdfast.controller.sync;

import org.jspecify.annotations.NullMarked;
