package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.ResticDuration;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One plan of each kind with as little, and one with as much in it as there can be. */
final class Plans {
    static final RunId RUN = new RunId("hf-7c1e04d2-20261120t040000");
    static final Instant PLANNED = Instant.parse("2026-11-20T04:00:03.123Z");
    static final String FINGERPRINT = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
    static final String ID = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    static final String URL = "s3:https://minio.example:9000/backups/photos";

    private static final Workspace POD = new Workspace(Path.of("/data"), Path.of("/cache"), null);
    private static final Workspace POD_WITH_CA =
            new Workspace(Path.of("/data"), Path.of("/cache"), Path.of("/customCA/ca.crt"));
    private static final Limits LIMITS = new Limits(Duration.ofHours(6), Duration.ofMinutes(90));
    private static final Tuning TUNING = new Tuning("max", 64, 4, 1024, 2048);
    private static final LockTerms ENDED = new LockTerms(
            List.of(
                    new EndedRun(
                            new RunId("hf-7c1e04d2-20261120t030000"),
                            Instant.parse("2026-11-20T03:02:00Z"),
                            Proof.TERMINATED),
                    new EndedRun(
                            new RunId("hf-0a1b2c3d-20261120t020000-2"),
                            Instant.parse("2026-11-20T02:30:00Z"),
                            Proof.VANISHED)),
            LockTerms.AtStart.REMOVE_STALE);
    private static final BackupScope EVERYTHING =
            new BackupScope(List.of(), List.of(), List.of(), null, TaggedCaches.KEEP, Unchanged.SKIP, PartialRead.FAIL);

    private Plans() {}

    static BackupPlan minimalBackup() {
        return new BackupPlan(
                RUN,
                new Subject("ReplicationSource", "media", "photos"),
                PLANNED,
                POD,
                new ExpectedRepository(FINGERPRINT, URL, null, null, Absence.CREATE),
                Identity.VOLSYNC,
                Set.of(Step.BACKUP),
                EVERYTHING,
                Retention.KEEP_EVERYTHING,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }

    static BackupPlan maximalBackup() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(KeepRule.HOURLY, new KeepCount(24), KeepRule.YEARLY, KeepCount.UNLIMITED),
                Map.of(KeepRule.WITHIN_DAILY, new ResticDuration(1, 2, 3, 4)));
        return new BackupPlan(
                RUN,
                new Subject("ReplicationSource", "media", "photos"),
                PLANNED,
                POD_WITH_CA,
                new ExpectedRepository(FINGERPRINT, URL, ID, null, Absence.FAIL),
                new Identity("nas", "/data"),
                EnumSet.allOf(Step.class),
                new BackupScope(
                        List.of("*.tmp", "Größe \"quoted\"/**"),
                        List.of("*.BAK"),
                        List.of(".nobackup"),
                        "2147483648",
                        TaggedCaches.EXCLUDE,
                        Unchanged.SNAPSHOT,
                        PartialRead.ACCEPT),
                new Retention(
                        policy,
                        "--keep-last=3",
                        Instant.parse("2026-11-19T04:01:00Z"),
                        Consent.GIVEN,
                        Instant.parse("2026-11-18T12:00:00Z"),
                        Instant.parse("2026-11-17T09:00:00Z"),
                        "another source has the same identity",
                        "before-i-tighten"),
                LIMITS,
                TUNING,
                ENDED);
    }

    static BackupPlan backupExcluding(List<String> excludes) {
        BackupPlan plan = minimalBackup();
        return new BackupPlan(
                plan.runId(),
                plan.subject(),
                plan.plannedAt(),
                plan.workspace(),
                plan.repository(),
                plan.identity(),
                plan.steps(),
                new BackupScope(
                        excludes, List.of(), List.of(), null, TaggedCaches.KEEP, Unchanged.SKIP, PartialRead.FAIL),
                plan.retention(),
                plan.limits(),
                plan.tuning(),
                plan.locks());
    }

    static BackupPlan backupRetaining(RetentionPolicy policy) {
        BackupPlan plan = minimalBackup();
        return new BackupPlan(
                plan.runId(),
                plan.subject(),
                plan.plannedAt(),
                plan.workspace(),
                plan.repository(),
                plan.identity(),
                plan.steps(),
                plan.scope(),
                new Retention(policy, null, null, Consent.NOT_GIVEN, null, null, null, null),
                plan.limits(),
                plan.tuning(),
                plan.locks());
    }

    static RetentionPolicy anyPolicy(Random random) {
        Map<KeepRule, KeepCount> counts = new EnumMap<>(KeepRule.class);
        Map<KeepRule, ResticDuration> spans = new EnumMap<>(KeepRule.class);
        counts.put(KeepRule.LAST, new KeepCount(1 + random.nextInt(9)));
        for (KeepRule rule : KeepRule.values()) {
            if (random.nextBoolean() && rule.unit() == KeepRule.Unit.COUNT) {
                counts.put(rule, random.nextInt(4) == 0 ? KeepCount.UNLIMITED : new KeepCount(1 + random.nextInt(999)));
            } else if (random.nextBoolean() && rule.unit() == KeepRule.Unit.SPAN) {
                spans.put(
                        rule,
                        new ResticDuration(
                                random.nextInt(3), random.nextInt(20), random.nextInt(99), random.nextInt(99)));
            }
        }
        return new RetentionPolicy(counts, spans);
    }

    static SelectPlan minimalSelect() {
        return new SelectPlan(
                RUN,
                new Subject("ReplicationDestination", "media", "photos"),
                PLANNED,
                POD,
                new ExpectedRepository(FINGERPRINT, URL, null, null, Absence.FAIL),
                Identity.VOLSYNC,
                WantedSnapshot.NEWEST,
                MissingPolicy.CONTINUE_BEFORE_FIRST,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }

    static SelectPlan maximalSelect() {
        return new SelectPlan(
                RUN,
                new Subject("ReplicationDestination", "media", "photos"),
                PLANNED,
                POD_WITH_CA,
                new ExpectedRepository(FINGERPRINT, URL, ID, null, Absence.FAIL),
                new Identity("nas", "/data"),
                new WantedSnapshot("b94d27b9", Instant.parse("2026-11-19T00:00:00Z"), 2),
                MissingPolicy.CONTINUE,
                LIMITS,
                TUNING,
                ENDED);
    }

    static RestorePlan minimalRestore() {
        return new RestorePlan(
                RUN,
                new Subject("ReplicationDestination", "media", "photos"),
                PLANNED,
                POD,
                new ExpectedRepository(FINGERPRINT, URL, null, null, Absence.FAIL),
                ID,
                null,
                "0d7e2f2c",
                List.of(),
                ExtraFiles.KEEP,
                Overwrite.ALWAYS,
                Verification.NONE,
                null,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }

    static RestorePlan maximalRestore() {
        return new RestorePlan(
                RUN,
                new Subject("ReplicationDestination", "media", "photos"),
                PLANNED,
                POD_WITH_CA,
                new ExpectedRepository(FINGERPRINT, URL, ID, null, Absence.FAIL),
                ID,
                5L << 30,
                "0d7e2f2c",
                List.of("/2026", "/with space"),
                ExtraFiles.DELETE,
                Overwrite.IF_CHANGED,
                Verification.CONTENT,
                new SafetyCopy(new Identity("nas", "/srv/photos"), "/data", SafetyCopy.Impossible.STOP),
                LIMITS,
                TUNING,
                ENDED);
    }

    static List<MoverPlan> all() {
        return List.of(
                minimalBackup(), maximalBackup(), minimalSelect(), maximalSelect(), minimalRestore(), maximalRestore());
    }
}
