/** What tests that break things at random have in common: a limit for each wait, and what a lost machine leaves of its files. */
@NullMarked
package backup.holdfast.testsupport.faults;

import org.jspecify.annotations.NullMarked;
