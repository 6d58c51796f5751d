/** Which of several replicas works. The others wait, and take over when it is gone. */
@NullMarked
package backup.holdfast.controller.leadership;

import org.jspecify.annotations.NullMarked;
