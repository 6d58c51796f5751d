package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.EndProof;
import backup.holdfast.crds.volsync.EndedRun;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.SnapshotStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.state.RecordedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePlansTest {
    private static final Instant NOW = SampleRuns.STARTED;
    private static final Instant LAST_WEEK = Instant.parse("2026-11-13T04:00:00Z");
    private static final String HERE = SamplePlans.SECRET.location().fingerprint();

    @Test
    void shouldPutEverythingTheRunNeedsIntoItsPlan() {
        ReplicationSource source = SampleSources.withRestic("""
                retain: {daily: 7}
                identity: {host: nas}
                exclude: {patterns: ["*.tmp"], caseInsensitivePatterns: ["*.LOG"], ifPresent: [.nobackup], largerThan: 1Ki, caches: true}
                onPartialRead: Accept
                timeout: 6h
                compression: max
                """);
        source.setStatus(ReplicationStatus.EMPTY
                .with(draft -> draft.restic = ResticStatus.EMPTY.with(restic -> {
                    restic.repository = new RepositoryStatus(HERE, "repository-id", "url", LAST_WEEK, null);
                    restic.retainApplied = "--keep-daily=30";
                    restic.lastForget = LAST_WEEK;
                    restic.acceptedAt = LAST_WEEK;
                    restic.lastPruned = NOW.minus(Duration.ofDays(1));
                }))
                .withEndedRun(new EndedRun("hf-00000000-20261119t040000", LAST_WEEK, EndProof.TERMINATED)));
        source.getMetadata().setAnnotations(Map.of(HoldfastKeys.PREVIEW_RETENTION, "before-i-tighten"));
        Placement placement = new Placement(
                new Workspace(Path.of("/volumes/photos"), Path.of("/state/cache"), null),
                "/volumes/photos",
                Optional.of("no right to mount"));

        List<backup.holdfast.replication.plan.EndedRun> ended = RunRecords.endedRuns(List.of(source.getStatus()));
        BackupPlan plan = SourcePlans.plan(
                source,
                SamplePlans.settings(source),
                SamplePlans.SECRET,
                placement,
                Optional.of(LAST_WEEK),
                Optional.of("somebody shares"),
                ended,
                SampleRuns.scheduled(),
                NOW);

        assertThat(plan)
                .isEqualTo(new BackupPlan(
                        SampleRuns.ID,
                        new Subject("ReplicationSource", "default", "photos"),
                        NOW,
                        placement.workspace(),
                        new ExpectedRepository(
                                HERE, "s3:https://minio/bucket/photos", "repository-id", null, Absence.FAIL),
                        new Identity("nas", "/volumes/photos"),
                        Set.of(Step.BACKUP, Step.FORGET),
                        new BackupScope(
                                List.of("*.tmp"),
                                List.of("*.LOG"),
                                List.of(".nobackup"),
                                "1024",
                                TaggedCaches.EXCLUDE,
                                Unchanged.SNAPSHOT,
                                PartialRead.ACCEPT),
                        new Retention(
                                ((backup.holdfast.replication.retention.Retain.ByPolicy)
                                                SamplePlans.settings(source).retain())
                                        .policy(),
                                "--keep-daily=30",
                                LAST_WEEK,
                                Consent.NOT_GIVEN,
                                LAST_WEEK,
                                LAST_WEEK,
                                "somebody shares",
                                "before-i-tighten"),
                        new Limits(Duration.ofHours(6), Limits.DEFAULT.noProgress()),
                        new Tuning("max", null, null, null, null),
                        new LockTerms(
                                List.of(new backup.holdfast.replication.plan.EndedRun(
                                        new backup.holdfast.replication.plan.RunId("hf-00000000-20261119t040000"),
                                        LAST_WEEK,
                                        Proof.TERMINATED)),
                                LockTerms.AtStart.NOTHING)));
    }

    @Test
    void shouldFileSnapshotsUnderVolSyncsIdentityUnlessToldOtherwise() {
        assertThat(plan(SampleSources.withRestic(""), ReplicationStatus.EMPTY).identity())
                .isEqualTo(Identity.VOLSYNC);
    }

    @Test
    void shouldNeverPutASecretIntoAPlan() {
        assertThat(plan(SampleSources.withRestic(""), ReplicationStatus.EMPTY).toString())
                .doesNotContain("secret-word");
    }

    /** Where history was seen, what the spec consents to, what was consented to before: may a repository be created? */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // seen at, history, spec.createRepository, handled, absence, id is passed on
                "-,         no,  -, -, CREATE, no",
                "here,      no,  -, -, CREATE, yes",
                "elsewhere, no,  -, -, CREATE, no",
                "here,      yes, -, -, FAIL,   yes",
                "elsewhere, yes, -, -, FAIL,   no",
                "here,      yes, a, -, CREATE_BY_CONSENT, yes",
                "elsewhere, yes, a, -, CREATE_BY_CONSENT, no",
                "here,      yes, a, a, FAIL,   yes",
                "elsewhere, yes, a, a, FAIL,   no",
                "elsewhere, yes, b, a, CREATE_BY_CONSENT, no",
                "elsewhere, yes, -, a, FAIL,   no",
                "-,         no,  a, a, CREATE, no"
            })
    void shouldCreateARepositoryOnlyWhereThereNeverWasOne(
            String seenAt, String history, String token, String handled, Absence absence, String id) {
        ReplicationSource source = SampleSources.withRestic(token == null ? "" : "createRepository: " + token);
        ReplicationStatus status =
                ReplicationStatus.EMPTY.with(draft -> draft.restic = ResticStatus.EMPTY.with(restic -> {
                    restic.handledCreateRepository = handled;
                    restic.repository = seenAt == null
                            ? null
                            : new RepositoryStatus(
                                    seenAt.equals("here") ? HERE : "another",
                                    "repository-id",
                                    "url",
                                    history.equals("yes") ? LAST_WEEK : null,
                                    null);
                }));

        assertThat(plan(source, status).repository())
                .isEqualTo(new ExpectedRepository(
                        HERE,
                        "s3:https://minio/bucket/photos",
                        id.equals("yes") ? "repository-id" : null,
                        history.equals("yes") && seenAt.equals("elsewhere") ? "url" : null,
                        absence));
    }

    @Test
    void shouldCreateARepositoryForAnObjectThatVolSyncOnlySyncedEmpty() {
        ReplicationStatus fromVolSync = ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = LAST_WEEK;
            draft.restic = ResticStatus.EMPTY.with(restic -> restic.lastPruned = LAST_WEEK);
        });

        assertThat(plan(SampleSources.withRestic(""), fromVolSync).repository().ifAbsent())
                .isEqualTo(Absence.CREATE);
    }

    @Test
    void shouldActOnAConsentUntilARunHasUsedIt() {
        ReplicationSource source = SampleSources.withRestic("retain: {daily: 7}\ncreateRepository: c\nacceptChange: a");
        ReplicationStatus before = ReplicationStatus.EMPTY.with(draft -> draft.restic = ResticStatus.EMPTY.with(
                restic -> restic.repository = new RepositoryStatus("another", "id", "url", LAST_WEEK, null)));
        ReplicationStatus used =
                before.with(draft -> draft.restic = before.restic().with(restic -> {
                    restic.handledCreateRepository = "c";
                    restic.acceptedChange = "a";
                    restic.acceptedAt = LAST_WEEK;
                }));

        BackupPlan first = plan(source, before);
        BackupPlan second = plan(source, used);

        assertThat(first.repository().ifAbsent()).isEqualTo(Absence.CREATE_BY_CONSENT);
        assertThat(first.retention().consent()).isEqualTo(Consent.GIVEN);
        assertThat(second.repository().ifAbsent()).isEqualTo(Absence.FAIL);
        assertThat(second.retention().consent()).isEqualTo(Consent.NOT_GIVEN);
        assertThat(second.retention().acceptedAt()).isEqualTo(LAST_WEEK);
    }

    /** The source was created at 2026-11-01T10:00:00Z. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "7,  -,                        2026-11-08T09:59:59Z, no",
                "7,  -,                        2026-11-08T10:00:00Z, yes",
                "7,  2026-11-08T10:00:00Z,     2026-11-15T09:59:59Z, no",
                "7,  2026-11-08T10:00:00Z,     2026-11-15T10:00:00Z, yes",
                "0,  2026-11-08T10:00:00Z,     2026-11-08T10:00:00Z, yes",
                "-1, 2026-11-08T10:00:00Z,     2026-11-08T10:00:00Z, yes",
                "30, 2026-11-08T10:00:00Z,     2026-12-08T09:00:00Z, no"
            })
    void shouldPruneWhenTheIntervalIsOver(int days, Instant lastPruned, Instant now, String due) {
        ReplicationSource source = SampleSources.withRestic("pruneIntervalDays: " + days);
        source.setStatus(ReplicationStatus.EMPTY.with(
                draft -> draft.restic = ResticStatus.EMPTY.with(restic -> restic.lastPruned = lastPruned)));

        assertThat(SamplePlans.of(source, SampleRuns.scheduled(), now).steps())
                .isEqualTo(
                        due.equals("yes")
                                ? Set.of(Step.BACKUP, Step.FORGET, Step.PRUNE)
                                : Set.of(Step.BACKUP, Step.FORGET));
    }

    @Test
    void shouldNeverRepeatABackupForMaintenance() {
        ReplicationSource source = SampleSources.withRestic("pruneIntervalDays: 0");

        assertThat(SamplePlans.of(source, SampleRuns.maintenance(), NOW).steps())
                .isEqualTo(Set.of(Step.FORGET, Step.PRUNE));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -,                        SNAPSHOT",
                "-,     2026-11-19T04:00:01.250Z, SNAPSHOT",
                "-,     2026-11-19T04:00:01.251Z, SKIP",
                "-,     2026-11-20T04:00:00Z,     SKIP",
                "true,  2026-11-20T04:00:00Z,     SKIP",
                "false, 2026-11-20T04:00:00Z,     SNAPSHOT"
            })
    void shouldSkipAnUnchangedVolumeOnlyWhileTheNewestSnapshotIsFresh(
            String skip, Instant newest, Unchanged unchanged) {
        ReplicationSource source = SampleSources.withRestic(skip == null ? "" : "skipIfUnchanged: " + skip);
        ReplicationStatus status = ReplicationStatus.EMPTY.with(draft ->
                draft.restic = ResticStatus.EMPTY.with(restic -> restic.latestSnapshot = newest == null
                        ? null
                        : new SnapshotStatus("id", newest, "volsync", List.of("/data"), null, null, null, null)));

        assertThat(plan(source, status).scope().unchanged()).isEqualTo(unchanged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "retain: {}", "retain: {daily: 0}"})
    void shouldForgetNothingWithoutAPolicy(String retain) {
        assertThat(plan(SampleSources.withRestic(retain), ReplicationStatus.EMPTY)
                        .retention())
                .isEqualTo(Retention.KEEP_EVERYTHING);
    }

    private static BackupPlan plan(ReplicationSource source, ReplicationStatus status) {
        RecordedRun run = SampleRuns.scheduled();
        source.setStatus(status);
        return SamplePlans.of(source, run, NOW);
    }
}
