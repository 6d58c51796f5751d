package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.metrics.Counts;
import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.RecordedRun;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SourceReportsTest {
    private final RecordedEvents events = new RecordedEvents();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SyncCounters counters = new SyncCounters(registry, Clock.systemUTC());
    private final SourceReports reports = new SourceReports(events, counters);

    @Test
    void shouldTellOfAGoodBackup() {
        ended(SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()));

        assertThat(events.lines()).containsExactly("Normal BackupSucceeded Backup photos");
        assertThat(events.notes())
                .containsExactly(
                        "Snapshot 5d1c8f0e: 12 files, 3456 bytes, 789 bytes added" + " (hf-7c1e04d2-20261120t040000)");
        assertThat(counts())
                .isEqualTo(
                        "{holdfast.added.bytes=789.0, holdfast.processed.bytes=3456.0, holdfast.runs succeeded=1.0, volsync.sync.duration=65.03}");
    }

    @Test
    void shouldTellThatNothingHadToBeSaved() {
        ended(SampleRuns.scheduled(), SampleRuns.said(new SampleRuns.Outcome(RunResult.UNCHANGED).get()));
        ended(SampleRuns.scheduled(), SampleRuns.said(new SampleRuns.Outcome(RunResult.EMPTY).get()));

        assertThat(events.notes())
                .containsExactly(
                        "Nothing changed since the newest snapshot (hf-7c1e04d2-20261120t040000)",
                        "The volume is empty: no snapshot was made (hf-7c1e04d2-20261120t040000)");
    }

    @Test
    void shouldTellWhatFailedAndWhatToDoAndWhatResticSaid() {
        ended(SampleRuns.scheduled(), SampleRuns.said(SampleRuns.failed(FailureClass.UNREACHABLE)));

        assertThat(events.lines()).containsExactly("Warning BackupFailed Backup photos");
        assertThat(events.notes())
                .containsExactly("Unreachable in backup (hf-7c1e04d2-20261120t040000): "
                        + FailureClass.UNREACHABLE.sentence() + " restic said: restic's own words");
        assertThat(counts()).isEqualTo("{holdfast.failures Unreachable=1.0, holdfast.runs failed=1.0}");
    }

    @Test
    void shouldNotPutWordsIntoResticsMouth() {
        MoverOutcome refused = MoverOutcome.notStarted(
                SampleRuns.ID, FailureClass.SOURCE_MISSING, "the folder does not exist", SampleRuns.ENDED);
        ended(SampleRuns.scheduled(), SampleRuns.said(refused));
        ended(SampleRuns.scheduled(), SampleRuns.silent(Proof.VANISHED));

        assertThat(events.notes())
                .containsExactly(
                        "SourceMissing in start (hf-7c1e04d2-20261120t040000): "
                                + FailureClass.SOURCE_MISSING.sentence() + " Details: the folder does not exist",
                        "Killed in run (hf-7c1e04d2-20261120t040000): " + FailureClass.KILLED.sentence()
                                + " Details: the mover's process is gone");
    }

    @Test
    void shouldCountABackupAsGoodWhoseForgetFailed() {
        ended(
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(RunResult.SUCCEEDED)
                        .snapshot()
                        .maintenanceFailure(FailureClass.LOCKED)
                        .get()));

        assertThat(events.lines())
                .containsExactly("Normal BackupSucceeded Backup photos", "Warning MaintenanceFailed Backup photos");
        assertThat(counts())
                .isEqualTo(
                        "{holdfast.added.bytes=789.0, holdfast.maintenance.failures Locked=1.0,"
                                + " holdfast.processed.bytes=3456.0, holdfast.runs succeeded=1.0, volsync.sync.duration=65.03}");
    }

    @Test
    void shouldCountMaintenanceForItself() {
        ended(
                SampleRuns.maintenance(),
                SampleRuns.said(new SampleRuns.Outcome(RunResult.SUCCEEDED)
                        .maintenanceFailure(FailureClass.LOCKED)
                        .get()));
        ended(
                SampleRuns.maintenance(),
                SampleRuns.said(
                        new SampleRuns.Outcome(RunResult.SUCCEEDED).forget(1, 7).get()));

        assertThat(events.lines())
                .containsExactly(
                        "Warning MaintenanceFailed Backup photos", "Normal MaintenanceSucceeded Backup photos");
        assertThat(counts()).isEqualTo("{holdfast.maintenance.failures Locked=1.0}");
    }

    @Test
    void shouldTellOfEachLockThatWasMet() {
        ended(
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(RunResult.SUCCEEDED)
                        .snapshot()
                        .lock(SampleRuns.lock(LockVerdict.REMOVED))
                        .get()));
        ended(
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(RunResult.FAILED)
                        .failure(FailureClass.LOCKED)
                        .lock(SampleRuns.lock(LockVerdict.KEPT))
                        .get()));

        assertThat(events.lines()).contains("Normal LockRemoved Unlock photos", "Warning LockKept Unlock photos");
        assertThat(events.notes())
                .contains(
                        "Lock of root on nas (PID 17) since 2026-11-20T04:00:01Z, 240 s old, kept: its owner may be alive"
                                + " (hf-7c1e04d2-20261120t040000)");
        assertThat(counts())
                .contains("holdfast.locks.met kept=1.0", "holdfast.locks.met removed=1.0", "holdfast.lock.age=480.0");
    }

    @Test
    void shouldSayThatARepositoryWasMade() {
        ended(
                SampleRuns.scheduled(),
                SampleRuns.said(new SampleRuns.Outcome(RunResult.SUCCEEDED)
                        .repository(SampleRuns.repository("here", Origin.CREATED))
                        .snapshot()
                        .get()));

        assertThat(events.lines().get(1)).isEqualTo("Normal RepositoryCreated Backup photos");
        assertThat(events.notes().get(1))
                .isEqualTo("Created restic repository s3:https://minio/bucket/here (hf-7c1e04d2-20261120t040000)");
    }

    @Test
    void shouldSayOnceThatRetentionIsFrozen() {
        Ended frozen = SampleRuns.said(new SampleRuns.Outcome(RunResult.SUCCEEDED)
                .snapshot()
                .frozen("nearly empty", 20, 30)
                .get());
        ReplicationStatus already = ReplicationStatus.EMPTY.with(draft -> draft.restic = ResticStatus.EMPTY.with(
                restic -> restic.retentionFrozen = new RetentionFrozen("nearly empty", null, 20, 30)));

        ended(ReplicationStatus.EMPTY, SampleRuns.scheduled(), frozen);
        ended(already, SampleRuns.scheduled(), frozen);

        assertThat(events.lines())
                .containsExactly(
                        "Normal BackupSucceeded Backup photos",
                        "Warning RetentionFrozen Forget photos",
                        "Normal BackupSucceeded Backup photos");
        assertThat(events.notes().get(1)).isEqualTo("nearly empty");
    }

    @Test
    void shouldCountOneMissedIntervalForASyncThatEndsAfterItsDeadline() {
        ReplicationStatus onTime =
                ReplicationStatus.EMPTY.with(draft -> draft.lastSyncTime = Instant.parse("2026-11-19T04:00:30Z"));
        ReplicationStatus late =
                ReplicationStatus.EMPTY.with(draft -> draft.lastSyncTime = Instant.parse("2026-11-16T04:00:30Z"));

        ended(onTime, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()));
        assertThat(counts()).doesNotContain("missed");
        ended(late, SampleRuns.scheduled(), SampleRuns.said(SampleRuns.succeeded()));

        assertThat(counts()).contains("volsync.missed.intervals=1.0");
    }

    private void ended(RecordedRun run, Ended ended) {
        ended(ReplicationStatus.EMPTY, run, ended);
    }

    private void ended(ReplicationStatus before, RecordedRun run, Ended ended) {
        ReplicationSource source = SampleSources.scheduled("0 4 * * *");
        source.setStatus(before);
        SourceView view = new SourceView(
                source,
                new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY).resolve(source),
                Optional.of(run),
                new Absent());
        reports.ended(source, run, ended, view.facts(new Ready(""), Optional.empty()), SampleRuns.ENDED);
    }

    /** Names, the label that tells them apart, and totals. */
    private String counts() {
        TreeMap<String, Double> counts = new TreeMap<>();
        Counts.of(counters)
                .forEach(
                        (name, value) -> counts.put(name.replace("_seconds", "").replace('_', '.'), value));
        for (Meter meter : registry.getMeters()) {
            String label = List.of("class", "result", "verdict").stream()
                    .map(meter.getId()::getTag)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .map(value -> " " + value)
                    .orElse("");
            meter.measure().forEach(measured -> {
                if (List.of("COUNT", "TOTAL_TIME")
                        .contains(measured.getStatistic().name())) {
                    counts.put(meter.getId().getName() + label, measured.getValue());
                }
            });
        }
        return counts.toString();
    }
}
