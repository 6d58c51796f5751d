/** What do the references of a spec point at? Missing things are data here, not exceptions. */
@NullMarked
package backup.holdfast.controller.resolver;

import org.jspecify.annotations.NullMarked;
