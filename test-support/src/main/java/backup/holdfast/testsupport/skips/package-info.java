/** Makes skipped tests loud: a green build says what it did not try. */
@NullMarked
package backup.holdfast.testsupport.skips;

import org.jspecify.annotations.NullMarked;
