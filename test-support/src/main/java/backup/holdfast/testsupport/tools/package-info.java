/**
 * Finds the programs that tests and the quickstart need (restic first of all), or fetches them into {@code target/tools}. Nothing
 * outside that folder is changed, and no program is trusted before it has said its version.
 */
@NullMarked
package backup.holdfast.testsupport.tools;

import org.jspecify.annotations.NullMarked;
