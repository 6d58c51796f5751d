package backup.holdfast.embedded.fleet;

import backup.holdfast.crds.volsync.BackupSummary;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.EndedRun;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.crds.volsync.RunTrigger;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/** The status of a source that has been backed up every hour for weeks: as long as statuses get. */
final class FleetHistory {
    private static final int REMEMBERED = 20;

    private FleetHistory() {}

    /**
     * @param repository its address
     * @param slot of the newest run
     */
    static ReplicationStatus of(String namespace, String name, String repository, Instant slot) {
        RepositoryLocation location = RepositoryLocation.parse(repository);
        Instant endedAt = slot.plusSeconds(7);
        String run = run(namespace, name, slot);
        String snapshot =
                Integer.toHexString(name.hashCode()).repeat(8).substring(0, 8).repeat(8);
        return ReplicationStatus.EMPTY.with(status -> {
            status.lastSyncTime = endedAt;
            status.lastSlot = slot;
            status.endedRuns = IntStream.range(0, REMEMBERED)
                    .mapToObj(hour -> new EndedRun(
                            run(namespace, name, slot.minus(Duration.ofHours(hour))),
                            endedAt.minus(Duration.ofHours(hour)),
                            EndProof.TERMINATED))
                    .toList();
            status.lastRun = LastRun.of(
                            new CurrentRun(run, slot, RunTrigger.SCHEDULE, null, null, 1, slot, null, null, null),
                            endedAt,
                            RunResult.SUCCEEDED)
                    .with(last -> {
                        last.snapshotId = snapshot;
                        last.bytesAdded = 789L;
                        last.bytesProcessed = 3456L;
                        last.filesTotal = 12L;
                    });
            status.restic = ResticStatus.EMPTY.with(restic -> {
                restic.repository = new RepositoryStatus(location.fingerprint(), snapshot, repository, endedAt, null);
                restic.snapshotCount = 11;
                restic.lastForget = endedAt;
                restic.lastPruned = endedAt;
                restic.recentSummaries = IntStream.range(0, ResticStatus.MAX_SUMMARIES)
                        .mapToObj(hour -> summary(endedAt.minus(Duration.ofHours(hour))))
                        .toList();
            });
        });
    }

    private static BackupSummary summary(Instant time) {
        return new BackupSummary(time, 12, 3456);
    }

    private static String run(String namespace, String name, Instant slot) {
        return RunId.of(namespace, name, slot, 1).value();
    }
}
