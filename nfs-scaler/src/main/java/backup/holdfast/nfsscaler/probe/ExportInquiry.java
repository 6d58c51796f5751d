package backup.holdfast.nfsscaler.probe;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;

/** How a version of NFS is asked for an export. */
interface ExportInquiry {

    /**
     * Asks for one.
     *
     * @throws RpcFailure if the NFS service itself did not answer; services beside it make {@link ExportState#NOT_CHECKED}
     * @throws XdrException if what it answered makes no sense
     */
    ExportCheck ask(String path, Deadline deadline) throws RpcFailure, XdrException;
}
