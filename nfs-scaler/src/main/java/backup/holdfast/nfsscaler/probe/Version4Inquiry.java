package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcCredential;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.nfsscaler.probe.rpc.RpcReply;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;
import backup.holdfast.nfsscaler.probe.rpc.XdrReader;
import backup.holdfast.nfsscaler.probe.rpc.XdrWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Walks from the root to the export and asks for its attributes, in one call (RFC 7530, section 15). In version 4.0, because later ones want
 * a session first: a server that has turned 4.0 off is alive, but its exports are not checked.
 */
record Version4Inquiry(ReopeningConnection nfs) implements ExportInquiry {

    private static final RpcProcedure COMPOUND = new RpcProcedure(Services.NFS, 4, 1);
    private static final int GETATTR = 9;
    private static final int LOOKUP = 15;
    private static final int PUTROOTFH = 24;
    private static final int MINOR_VERSION = 0;
    /** The attribute "type", which every server has: bit 1 of the first word. */
    private static final int TYPE = 1 << 1;

    private static final int LONGEST_TAG = 1024;

    Version4Inquiry {
        requireNonNull(nfs, "nfs is null");
    }

    @Override
    public ExportCheck ask(String path, Deadline deadline) throws RpcFailure, XdrException {
        List<String> names = Arrays.stream(path.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        XdrWriter compound = new XdrWriter()
                .string("")
                .integer(MINOR_VERSION)
                .integer(names.size() + 2)
                .integer(PUTROOTFH);
        names.forEach(name -> compound.integer(LOOKUP).string(name));
        compound.integer(GETATTR).integer(1).integer(TYPE);
        RpcReply reply = nfs.call(COMPOUND, RpcCredential.SYSTEM, compound, deadline);
        if (!(reply instanceof RpcReply.Success success)) {
            return new ExportCheck(path, ExportState.NOT_CHECKED, reply.words());
        }
        XdrReader results = success.results();
        NfsStatus status = new NfsStatus(results.integer());
        results.string(LONGEST_TAG);
        long count = results.unsigned();
        if (status.code() == NfsStatus.OK && count != names.size() + 2) {
            throw new XdrException("it answered " + count + " of " + (names.size() + 2) + " operations");
        }
        return new ExportCheck(path, status.state(), status.words());
    }
}
