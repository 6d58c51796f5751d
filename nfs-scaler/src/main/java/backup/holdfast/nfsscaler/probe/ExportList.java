package backup.holdfast.nfsscaler.probe;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcConnection;
import backup.holdfast.nfsscaler.probe.rpc.RpcCredential;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.nfsscaler.probe.rpc.RpcReply;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;
import backup.holdfast.nfsscaler.probe.rpc.XdrReader;
import backup.holdfast.nfsscaler.probe.rpc.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/** What a mount service says it exports, to any client that asks; empty where it does not say. */
record ExportList(List<String> paths) {

    private static final RpcProcedure EXPORT = new RpcProcedure(Services.MOUNT, MountService.VERSION, 5);
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_NAME = 255;

    ExportList {
        paths = List.copyOf(paths);
    }

    /** How a path stands to the list. */
    enum Standing {
        LISTED,
        NOT_LISTED,
        /** There is no list, or the path is below something on it. */
        UNCLEAR
    }

    static ExportList fetch(RpcConnection mountService, Deadline deadline) throws RpcFailure, XdrException {
        RpcReply reply = mountService.call(EXPORT, RpcCredential.SYSTEM, new XdrWriter(), deadline);
        List<String> paths = new ArrayList<>();
        if (reply instanceof RpcReply.Success success) {
            XdrReader list = success.results();
            while (list.bool()) {
                paths.add(list.string(LONGEST_PATH));
                while (list.bool()) {
                    list.string(LONGEST_NAME);
                }
            }
        }
        return new ExportList(paths);
    }

    Standing standing(String path) {
        if (paths.contains(path)) {
            return Standing.LISTED;
        }
        boolean below = paths.stream().anyMatch(listed -> listed.equals("/") || path.startsWith(listed + "/"));
        return paths.isEmpty() || below ? Standing.UNCLEAR : Standing.NOT_LISTED;
    }
}
