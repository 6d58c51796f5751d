package backup.holdfast.nfsscaler.watch;

import backup.holdfast.crds.nfs.OnExportMissing;
import backup.holdfast.nfsscaler.decide.Finding;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import java.time.Duration;
import java.util.Optional;

/** What the results of probes mean. */
final class Findings {

    private Findings() {}

    static Finding of(ProbeResult result, OnExportMissing onExportMissing) {
        if (result instanceof ProbeResult.Reachable) {
            return Finding.ALIVE;
        }
        if (result instanceof ProbeResult.Unreachable) {
            return Finding.DEAD;
        }
        if (result instanceof ProbeResult.ExportMissing) {
            return onExportMissing == OnExportMissing.SCALE ? Finding.DEAD : Finding.ALIVE;
        }
        return Finding.UNCLEAR;
    }

    static Optional<Duration> latency(ProbeResult result) {
        if (result instanceof ProbeResult.Reachable reachable) {
            return Optional.of(reachable.latency());
        }
        return result instanceof ProbeResult.ExportMissing missing ? Optional.of(missing.latency()) : Optional.empty();
    }
}
