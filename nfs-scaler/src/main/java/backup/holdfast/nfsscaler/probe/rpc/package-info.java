/**
 * The little of ONC RPC (RFC 5531) and XDR (RFC 4506) a probe needs, over TCP. Whatever the other side sends, only {@link RpcFailure} and
 * {@link XdrException} come of it, within the deadline and within fixed bounds of memory.
 */
@NullMarked
package backup.holdfast.nfsscaler.probe.rpc;

import org.jspecify.annotations.NullMarked;
