package backup.holdfast.controller.sync;

import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The record of runs in status: what the removal of their locks rests on. Pure. */
public final class RunRecords {
    /** A plan has to fit into an environment variable; a lock older than the newest of so many runs goes by its age. */
    private static final int MOST = 100;

    private RunRecords() {}

    /**
     * The newest of all runs that have ended by these records, without those that are under way by any of them.
     *
     * @param statuses of all objects that use one repository
     */
    public static List<EndedRun> endedRuns(Collection<ReplicationStatus> statuses) {
        Set<String> running = statuses.stream()
                .map(ReplicationStatus::run)
                .filter(Objects::nonNull)
                .map(CurrentRun::id)
                .collect(Collectors.toSet());
        return statuses.stream()
                .flatMap(status -> status.endedRuns().stream())
                .flatMap(run -> endedRun(run).stream())
                .filter(run -> !running.contains(run.runId().value()))
                .sorted(Comparator.comparing(EndedRun::endedAt).reversed())
                .limit(MOST)
                .toList();
    }

    /**
     * The runs that have ended in one repository: of an object itself, and of others that use it.
     *
     * @param fingerprint of the repository's address
     */
    public static List<EndedRun> endedIn(String fingerprint, ReplicationStatus own, Stream<ReplicationStatus> others) {
        return endedRuns(Stream.concat(
                        Stream.of(own),
                        others.filter(status -> status.restic().repository() != null
                                && fingerprint.equals(
                                        status.restic().repository().fingerprint())))
                .toList());
    }

    /** What a run is told: an unlock token is acted on until a run says that it has carried it out. */
    public static LockTerms terms(List<EndedRun> endedRuns, ResticOptions restic, ResticStatus memory) {
        String token = restic.unlock();
        boolean asked = token != null && !token.isEmpty() && !token.equals(memory.lastUnlocked());
        return new LockTerms(endedRuns, asked ? AtStart.REMOVE_STALE : AtStart.NOTHING);
    }

    /** Whether a run that looked for locks found nothing that had to stay: what did may be stale soon, and the next run looks again. */
    public static boolean hasUnlocked(MoverOutcome outcome) {
        return outcome.failure() == null
                && outcome.locks().stream().allMatch(lock -> lock.verdict() == LockVerdict.REMOVED);
    }

    private static Optional<EndedRun> endedRun(backup.holdfast.crds.volsync.EndedRun run) {
        Instant endedAt = run.endedAt();
        return endedAt == null || !RunId.isRunId(run.id())
                ? Optional.empty()
                : Optional.of(new EndedRun(
                        new RunId(run.id()),
                        endedAt,
                        run.proof() == EndProof.TERMINATED ? Proof.TERMINATED : Proof.VANISHED));
    }
}
