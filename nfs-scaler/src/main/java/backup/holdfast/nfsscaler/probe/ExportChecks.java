package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import backup.holdfast.nfsscaler.probe.rpc.RpcFailure;
import backup.holdfast.nfsscaler.probe.rpc.XdrException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks for several exports one after the other, each within its share of the time that is left. */
record ExportChecks(ExportInquiry inquiry) {

    /** An export that got less than this and did not answer has not been asked seriously. */
    private static final Duration LEAST = Duration.ofMillis(250);

    ExportChecks {
        requireNonNull(inquiry, "inquiry is null");
    }

    List<ExportCheck> run(List<String> paths, Deadline deadline) {
        List<ExportCheck> checks = new ArrayList<>();
        for (String path : paths) {
            checks.add(check(path, deadline.share(paths.size() - checks.size())));
        }
        return List.copyOf(checks);
    }

    private ExportCheck check(String path, Deadline share) {
        boolean serious = share.remaining().compareTo(LEAST) >= 0;
        try {
            return inquiry.ask(path, share);
        } catch (RpcFailure e) {
            return e.kind() == RpcFailure.Kind.REPLY_TIMED_OUT && serious
                    ? new ExportCheck(path, ExportState.SILENT, "no answer in time")
                    : new ExportCheck(path, ExportState.NOT_CHECKED, e.detail());
        } catch (XdrException e) {
            return new ExportCheck(path, ExportState.NOT_CHECKED, String.valueOf(e.getMessage()));
        }
    }
}
