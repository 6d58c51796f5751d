package backup.holdfast.nfsscaler.reconcile;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.workload.PassReport;
import backup.holdfast.nfsscaler.workload.ScalerMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When the workloads of one NfsScaler were looked at, and when they have to be again. */
final class Round {

    /** So often is looked for new workloads while all is well. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /** So often when we may not look: somebody may grant it. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(15);

    private static final long NONE = -1;

    private final ScalerMemory memory = new ScalerMemory();
    private long generation = NONE;
    private boolean open = true;
    private Instant next = Instant.EPOCH;

    ScalerMemory memory() {
        return memory;
    }

    boolean needsLook(NfsScaler scaler, List<ServerVerdict> verdicts, Instant now) {
        return open
                || generation != scaler.getMetadata().getGeneration()
                || !now.isBefore(next)
                || verdicts.stream().anyMatch(it -> it.changed() || it.need() == Need.ZERO);
    }

    void looked(NfsScaler scaler, PassReport report, Instant now) {
        generation = scaler.getMetadata().getGeneration();
        open = report.held() > 0 || report.again().isPresent();
        Instant regular = now.plus(LOOK_EVERY);
        Optional<Instant> sooner = report.again().filter(regular::isAfter);
        next = sooner.orElse(regular);
    }

    /** We may not look. */
    void isBlind(Instant now) {
        open = true;
        next = now.plus(TRY_EVERY);
    }

    /** Whether something is held or undone, or nobody knows. */
    boolean isOpen() {
        return open;
    }

    Instant next() {
        return next;
    }
}
