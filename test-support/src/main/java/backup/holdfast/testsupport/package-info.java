/** Servers and fixtures for tests and for trying Holdfast out. Never shipped, and imports no other module. */
@NullMarked
package backup.holdfast.testsupport;

import org.jspecify.annotations.NullMarked;
