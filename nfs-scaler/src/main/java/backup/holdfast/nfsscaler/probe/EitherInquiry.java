package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;

/**
 * Asks the second where the first says "missing", as Linux does that mounts without a version: a server may show other paths in version 4
 * than in version 3, and nodes would use the one that works.
 */
record EitherInquiry(ExportInquiry first, ExportInquiry second) implements ExportInquiry {

    EitherInquiry {
        requireNonNull(first, "first is null");
        requireNonNull(second, "second is null");
    }

    @Override
    public ExportCheck ask(String path, Deadline deadline) throws RpcFailure, XdrException {
        ExportCheck check = first.ask(path, deadline);
        if (check.state() != ExportState.MISSING) {
            return check;
        }
        try {
            ExportCheck other = second.ask(path, deadline);
            return other.state() == ExportState.PRESENT ? other : check;
        } catch (RpcFailure | XdrException e) {
            // Most servers of version 4 serve no 3, and it is no news.
            return check;
        }
    }
}
