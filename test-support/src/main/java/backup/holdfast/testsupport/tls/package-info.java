/** Servers that speak TLS with a certificate of an authority that nobody trusts unless told to. */
@NullMarked
package backup.holdfast.testsupport.tls;

import org.jspecify.annotations.NullMarked;
