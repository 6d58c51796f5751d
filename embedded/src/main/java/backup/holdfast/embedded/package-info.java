/** Holdfast on one machine, for trying it out: in-memory API server, S3 server, controller, movers as processes. Never shipped. */
@NullMarked
package backup.holdfast.embedded;

import org.jspecify.annotations.NullMarked;
