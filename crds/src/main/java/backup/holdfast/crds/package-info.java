/**
 * What the modules agree on in the cluster: the definitions of our resources, annotation keys, condition types, and the small
 * marks that two modules read or write.
 */
@NullMarked
package backup.holdfast.crds;

import org.jspecify.annotations.NullMarked;
