/** Carries runs out, step by step, so that somebody else can take over wherever it is killed. */
@NullMarked
package backup.holdfast.cli.engine;

import org.jspecify.annotations.NullMarked;
