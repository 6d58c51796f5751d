/** Processes that a test or the quickstart starts beside itself, and that must not outlive it. */
@NullMarked
package backup.holdfast.testsupport.process;

import org.jspecify.annotations.NullMarked;
