package backup.holdfast.nfsscaler.reconcile;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.workload.PassReport;
import backup.holdfast.nfsscaler.workload.ScalerMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When the workloads of one NfsScaler were looked at, and when they have to be again. */
final class Round {

    /** So often is looked for new workloads while all is well. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /** So often when we may not look: somebody may grant it. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(15);

    private static final long NONE = -1;

    private final ScalerMemory memory = new ScalerMemory();
    private long generation = NONE;
    private List<Need> needs = List.of();
    private boolean open = true;
    private Instant next = Instant.EPOCH;

    ScalerMemory memory() {
        return memory;
    }

    boolean needsLook(NfsScaler scaler, List<ServerVerdict> verdicts, Instant now) {
        return generation != scaler.getMetadata().getGeneration()
                || !needs.equals(needs(verdicts))
                || !now.isBefore(next);
    }

    /** @param interval of probes: so often while something is held, whatever the number of servers */
    void looked(NfsScaler scaler, List<ServerVerdict> verdicts, PassReport report, Duration interval, Instant now) {
        generation = scaler.getMetadata().getGeneration();
        needs = needs(verdicts);
        open = report.held() > 0 || report.again().isPresent();
        // Probes do not end to the millisecond.
        Duration regular =
                open || needs.contains(Need.ZERO) ? interval.multipliedBy(9).dividedBy(10) : LOOK_EVERY;
        Instant then = now.plus(regular);
        next = report.again().filter(then::isAfter).orElse(then);
    }

    /** We may not look. */
    void isBlind(NfsScaler scaler, List<ServerVerdict> verdicts, Instant now) {
        generation = scaler.getMetadata().getGeneration();
        needs = needs(verdicts);
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

    private static List<Need> needs(List<ServerVerdict> verdicts) {
        return verdicts.stream().map(ServerVerdict::need).toList();
    }
}
