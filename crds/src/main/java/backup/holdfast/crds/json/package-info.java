/** How objects of the API server are read where thousands are kept. */
@NullMarked
package backup.holdfast.crds.json;

import org.jspecify.annotations.NullMarked;
