/** The cluster as the command sees it, with the rights of whoever runs it. */
@NullMarked
package backup.holdfast.cli.cluster;

import org.jspecify.annotations.NullMarked;
