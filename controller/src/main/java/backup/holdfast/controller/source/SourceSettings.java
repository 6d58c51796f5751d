package backup.holdfast.controller.source;

import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.util.List;
import java.util.Optional;

/**
 * A ReplicationSource's spec, understood: defaults filled in, texts parsed.
 *
 * @param resolvedSchedule the schedule with {@code H} replaced, for status
 * @param retain what may be forgotten; never invalid
 * @param conduct the controller's, whatever the spec says
 */
record SourceSettings(
        Trigger trigger,
        Optional<String> resolvedSchedule,
        SchedulePolicy policy,
        String claimName,
        String secretName,
        Optional<CertificateReference> customCertificate,
        String host,
        Retain retain,
        int pruneIntervalDays,
        Excludes excludes,
        SkipUnchanged skipUnchanged,
        PartialRead partialRead,
        Limits limits,
        Tuning tuning,
        Conduct conduct) {

    /** What stays out of the snapshots. */
    record Excludes(
            List<String> patterns,
            List<String> caseInsensitivePatterns,
            List<String> ifPresent,
            Optional<String> largerThan,
            TaggedCaches caches) {}

    /** {@code skipIfUnchanged}. */
    enum SkipUnchanged {
        WHEN_FRESH,
        NEVER
    }
}
