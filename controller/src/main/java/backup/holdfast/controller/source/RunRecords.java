package backup.holdfast.controller.source;

import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The record of runs in status: what the removal of their locks rests on. Pure. */
final class RunRecords {
    /** A plan has to fit into an environment variable; a lock older than the newest of so many runs goes by its age. */
    private static final int MOST = 100;

    private RunRecords() {}

    /**
     * The newest of all runs that have ended by these records, without those that are under way by any of them.
     *
     * @param statuses of all objects that use one repository
     */
    static List<EndedRun> endedRuns(Collection<ReplicationStatus> statuses) {
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
