/**
 * A restore as a list of recorded steps: what is taken from whom, in which order, how it is given back, and what is left to do after
 * somebody's end. Pure.
 */
@NullMarked
package backup.holdfast.cli.run;

import org.jspecify.annotations.NullMarked;
