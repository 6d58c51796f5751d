/** Takes the time of commands, and tells how far runs lie apart. */
@NullMarked
package backup.holdfast.bench.measure;

import org.jspecify.annotations.NullMarked;
