package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcCredential;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.nfsscaler.probe.rpc.RpcReply;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;
import backup.holdfast.nfsscaler.probe.rpc.XdrWriter;

/**
 * Gets the export's handle from the mount service, as a client would, and asks NFS for the attributes of what it stands for. The mount
 * service may be out of order without a client that has mounted already taking notice, so its silence is not the export's.
 */
record Version3Inquiry(ReopeningConnection nfs, MountService mounts) implements ExportInquiry {

    private static final RpcProcedure GETATTR = new RpcProcedure(Services.NFS, 3, 1);

    Version3Inquiry {
        requireNonNull(nfs, "nfs is null");
        requireNonNull(mounts, "mounts is null");
    }

    @Override
    public ExportCheck ask(String path, Deadline deadline) throws RpcFailure, XdrException {
        MountService.Answer mounted;
        try {
            mounted = mounts.mount(path, deadline);
        } catch (RpcFailure e) {
            return new ExportCheck(path, ExportState.NOT_CHECKED, "mount service: " + e.detail());
        }
        if (mounted.handle().isEmpty()) {
            return new ExportCheck(path, mounted.state(), "mount service: " + mounted.words());
        }
        RpcReply reply = nfs.call(
                GETATTR,
                RpcCredential.SYSTEM,
                new XdrWriter().append(mounted.handle().get()),
                deadline);
        if (reply instanceof RpcReply.Success success) {
            NfsStatus status = new NfsStatus(success.results().integer());
            return new ExportCheck(path, status.state(), status.words());
        }
        return new ExportCheck(path, ExportState.NOT_CHECKED, reply.words());
    }
}
