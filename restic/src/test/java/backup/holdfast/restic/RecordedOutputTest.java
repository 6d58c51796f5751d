package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.ForgetOptions.Period;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.command.StatsMode;
import backup.holdfast.restic.command.UnlockScope;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEvent.CheckSummary;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.model.BackupCounts;
import backup.holdfast.restic.model.ForgetGroup;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryConfig;
import backup.holdfast.restic.model.RepositoryKey;
import backup.holdfast.restic.model.RepositoryStats;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.process.StopReason;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.LockHolder;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real output of several restic versions, through the whole client. */
class RecordedOutputTest {

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofMinutes(1));
    private static final SnapshotId SOME_ID = new SnapshotId("694fb768");
    private static final BackupOptions BACKUP = BackupOptions.ofDirectory(Path.of("/data"));
    private static final RestoreOptions RESTORE = RestoreOptions.of(SnapshotRef.whole(SOME_ID), Path.of("/target"));
    private static final ForgetOptions FORGET = ForgetOptions.byPolicy().keep(Period.LAST, 1);

    @Test
    void shouldReadTheSummaryOfABackupToTheNanosecond() {
        ResticResult<BackupSummary> result =
                Recorded.run("0.19.1", "03-backup", 0).client().backup(BACKUP, CONTROL);

        assertThat(success(result))
                .isEqualTo(new BackupSummary(
                        new BackupCounts(
                                Optional.of(Instant.parse("2026-11-20T13:20:32.191222837Z")),
                                Optional.of(Instant.parse("2026-11-20T13:20:33.195516805Z")),
                                2,
                                0,
                                0,
                                5,
                                0,
                                0,
                                4,
                                6,
                                3002906,
                                3002384,
                                2,
                                3000006),
                        Duration.ofNanos(1_004_293_978),
                        Optional.of(new SnapshotId("694fb768bb1970c6c71777e1b034bac3549536fbeadfd6840d67884a192ad6c0")),
                        false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldReportNoSnapshotWhenABackupWasSkipped(String version) {
        ResticResult<BackupSummary> result =
                Recorded.run(version, "52-backup-relative-skip", 0).client().backup(BACKUP, CONTROL);

        assertThat(success(result).snapshotId()).isEmpty();
        assertThat(success(result).counts().filesUnmodified()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.14.0", "0.18.0", "0.19.1"})
    void shouldNotTakeTheSnapshotOfADryRunForASavedOne(String version) {
        BackupSummary summary =
                success(Recorded.run(version, "05-backup-dryrun", 0).client().backup(BACKUP.dryRun(), CONTROL));

        assertThat(summary.dryRun()).isTrue();
        assertThat(summary.snapshotId()).isPresent();
        assertThat(summary.savedSnapshot()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldCallABackupWithUnreadableFilesPartial(String version) {
        ResticResult<BackupSummary> result =
                Recorded.run(version, "50-backup-unreadable-file", 3).client().backup(BACKUP, CONTROL);

        String path = "/volumes/s2-" + version + "/denied";
        assertThat(result).isInstanceOfSatisfying(ResticResult.Partial.class, partial -> {
            assertThat(partial.shortfall())
                    .isEqualTo(new ResticFailure(
                            FailureKind.SOURCE_UNREADABLE,
                            Optional.empty(),
                            OptionalInt.of(3),
                            "Warning: at least one source file could not be read",
                            Optional.empty()));
            assertThat(partial.report().itemErrors())
                    .containsExactly(new ItemError("open " + path + ": permission denied", "archival", path));
        });
        assertThat(result.reported().flatMap(BackupSummary::savedSnapshot)).isPresent();
    }

    @Test
    void shouldCallAMissingSourceAmongOthersPartialSinceItIsExitThree() {
        ResticResult<BackupSummary> result =
                Recorded.run("0.19.1", "09-backup-partial-missing", 3).client().backup(BACKUP, CONTROL);

        assertThat(result).isInstanceOf(ResticResult.Partial.class);
        assertThat(result.report().stderrTail())
                .isEqualTo("/nonexistent2 does not exist, skipping\n"
                        + "Warning: at least one source file could not be read");
    }

    @Test
    void shouldReadSnapshotsWithAllTheyHold() {
        List<Snapshot> snapshots =
                success(Recorded.run("0.19.1", "10-snapshots", 0).client().snapshots(SnapshotFilter.ALL, CONTROL));

        assertThat(snapshots).hasSize(5);
        assertThat(snapshots.get(0))
                .isEqualTo(new Snapshot(
                        new SnapshotId("694fb768bb1970c6c71777e1b034bac3549536fbeadfd6840d67884a192ad6c0"),
                        OffsetDateTime.parse("2026-11-20T13:20:32.191222837Z"),
                        "h1",
                        "root",
                        List.of("/data"),
                        List.of("t1", "auto"),
                        "7a3520f407d83c8d92a18f9807be12264f955a52fbe192f9b77cc0860651c3bd",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("restic 0.19.1"),
                        Optional.of(new BackupCounts(
                                Optional.of(Instant.parse("2026-11-20T13:20:32.191222837Z")),
                                Optional.of(Instant.parse("2026-11-20T13:20:33.195516805Z")),
                                2,
                                0,
                                0,
                                5,
                                0,
                                0,
                                4,
                                6,
                                3002906,
                                3002384,
                                2,
                                3000006))));
        assertThat(snapshots.get(1).parent()).contains(snapshots.get(0).id());
    }

    @Test
    void shouldReadSnapshotsOldResticMadeWithoutSummaries() {
        List<Snapshot> snapshots =
                success(Recorded.run("0.14.0", "10-snapshots", 0).client().snapshots(SnapshotFilter.ALL, CONTROL));

        assertThat(snapshots).isNotEmpty().allSatisfy(snapshot -> {
            assertThat(snapshot.summary()).isEmpty();
            assertThat(snapshot.programVersion()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.14.0", "0.18.0", "0.19.1"})
    void shouldListNothingForAnIdRepositoriesDoNotHold(String version) {
        ResticResult<List<Snapshot>> result =
                Recorded.run(version, "10-snapshots-badid", 0).client().snapshots(SnapshotFilter.ALL, CONTROL);

        assertThat(success(result)).isEmpty();
        assertThat(result.report().stderrTail())
                .isEqualTo("Ignoring \"deadbeef\": no matching ID found for prefix \"deadbeef\"");
    }

    @ParameterizedTest
    @CsvSource({"0.14.0, 1, 3", "0.18.0, 1, 4", "0.19.1, 1, 4"})
    void shouldReadWhatAForgetWouldRemove(String version, int kept, int removed) {
        ForgetReport report =
                success(Recorded.run(version, "16-forget-dry", 0).client().forget(FORGET.dryRun(), CONTROL));

        assertThat(report.kept()).hasSize(kept);
        assertThat(report.removed()).hasSize(removed);
    }

    @Test
    void shouldReadWhyAForgetKeepsWhatItKeeps() {
        List<ForgetGroup> groups = success(
                        Recorded.run("0.19.1", "17-forget", 0).client().forget(FORGET, CONTROL))
                .groups();

        assertThat(groups).singleElement().satisfies(group -> {
            assertThat(group.host()).contains("h1");
            assertThat(group.paths()).containsExactly("/data");
            assertThat(group.tags()).isEmpty();
            assertThat(group.keep()).hasSize(2);
            assertThat(group.remove()).hasSize(3);
            assertThat(group.reasons())
                    .containsExactly(
                            new ForgetGroup.KeepReason(
                                    group.keep().get(0).id(), List.of("last snapshot", "daily snapshot")),
                            new ForgetGroup.KeepReason(group.keep().get(1).id(), List.of("oldest daily snapshot")));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.14.0", "0.18.0", "0.19.1"})
    void shouldReadAForgetThatPrunesThoughProseFollowsTheDocument(String version) {
        List<ForgetGroup> groups = success(
                        Recorded.run(version, "19-forget-prune", 0).client().forget(FORGET.prune(), CONTROL))
                .groups();

        assertThat(groups)
                .singleElement()
                .satisfies(group -> assertThat(group.keep()).hasSize(1));
    }

    @Test
    void shouldKeepWhatAPruneSaidWithoutItsProgress() {
        String text = success(Recorded.run("0.19.1", "18-prune", 0).client().prune(PruneOptions.DEFAULTS, CONTROL))
                .text();

        assertThat(text).startsWith("loading all snapshots...").endsWith("done").doesNotContain("100.00%");
    }

    @Test
    void shouldReadStatistics() {
        assertThat(success(Recorded.run("0.19.1", "11-stats-raw", 0)
                        .client()
                        .stats(StatsMode.RAW_DATA, SnapshotFilter.ALL, CONTROL)))
                .isEqualTo(new RepositoryStats(
                        23007084,
                        5,
                        OptionalLong.empty(),
                        OptionalLong.of(33),
                        OptionalLong.of(23011616),
                        OptionalDouble.of(1.000196982807556)));
        assertThat(success(Recorded.run("0.14.0", "11-stats", 0)
                                .client()
                                .stats(StatsMode.RESTORE_SIZE, SnapshotFilter.ALL, CONTROL))
                        .totalFileCount())
                .isPresent();
    }

    @Test
    void shouldListNodesAndLeaveOutTheSnapshotItself() {
        List<TreeNode> nodes = new ArrayList<>();

        long count = success(
                Recorded.run("0.19.1", "12-ls", 0).client().ls(SnapshotRef.whole(SOME_ID), nodes::add, CONTROL));

        assertThat(count).isEqualTo(nodes.size()).isEqualTo(10);
        assertThat(nodes)
                .contains(new TreeNode(
                        "/data/a.txt",
                        "a.txt",
                        "file",
                        11,
                        0,
                        0,
                        "-rw-r--r--",
                        Optional.of(Instant.parse("2026-11-20T13:20:34.121766204Z"))));
    }

    @Test
    void shouldReadConfigAndKeys() {
        assertThat(success(Recorded.run("0.19.1", "28-cat-config", 0).client().catConfig(CONTROL)))
                .isEqualTo(new RepositoryConfig("df0bd74aae515a8d172745243d790559b4836e7be32cd6d87b559d4fa23abef3", 2));
        assertThat(success(Recorded.run("0.19.1", "27-key-list", 0).client().keyList(CONTROL)))
                .containsExactly(new RepositoryKey(
                        "156517730a81c963e454623df678b2185f00ebd7f9c61ae63fa7c136d3c6944c",
                        true,
                        "root",
                        "vm",
                        "2026-11-20 13:20:31"));
    }

    @Test
    void shouldReadLockIds() {
        assertThat(success(Recorded.run("0.19.1", "44-locks-after-kill", 0)
                        .client()
                        .listLocks(CONTROL)))
                .containsExactly(new LockId("a4902bec562298965f63c6b506cc311e3dafd27ef74765d195c20b49153bd40f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldCountRemovedLocks(String version) {
        assertThat(success(Recorded.run(version, "46-unlock-after-kill", 0)
                                .client()
                                .unlock(UnlockScope.STALE, CONTROL))
                        .removed())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldReadTheSummaryOfARestore(String version) {
        RestoreSummary summary =
                success(Recorded.run(version, "14-restore-delete", 0).client().restore(RESTORE.delete(), CONTROL));

        assertThat(summary).isEqualTo(new RestoreSummary(Duration.ZERO, 6, 6, 0, 11, 23000011, 23000011, 0));
    }

    @Test
    void shouldSayHowFarAnIncompleteRestoreCame() {
        ResticResult<RestoreSummary> result =
                Recorded.run("0.19.1", "55-restore-corrupt", 1).client().restore(RESTORE, CONTROL);

        assertThat(failure(result).kind()).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
        assertThat(result.reported()).contains(new RestoreSummary(Duration.ZERO, 3, 2, 0, 0, 18000000, 17424456, 0));
    }

    @Test
    void shouldSayADamagedRepositoryIsDamagedAndWhichPacksAreBroken() {
        ResticResult<CheckSummary> result = Recorded.run("0.19.1", "55-check-readdata-corrupt", 1)
                .client()
                .check(CheckOptions.STRUCTURE.readData(), CONTROL);

        assertThat(failure(result).kind()).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
        assertThat(failure(result).message()).isEqualTo("repository contains errors");
        assertThat(result.reported())
                .contains(new CheckSummary(
                        1, List.of("d16f1792b2f76b9eb26e4fdd7582ea6d63dc19485410be406a7a69c0605d9bfb"), false, false));
        assertThat(result.report().itemErrorCount()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldSayACheckFoundNothingWhenItFoundNothing(String version) {
        assertThat(success(Recorded.run(version, "20-check", 0).client().check(CheckOptions.STRUCTURE, CONTROL)))
                .isEqualTo(new CheckSummary(0, List.of(), false, false));
    }

    @ParameterizedTest
    @CsvSource({
        "0.18.0, 00-norepo-snapshots, 10, REPOSITORY_MISSING",
        "0.19.1, 00-norepo-snapshots, 10, REPOSITORY_MISSING",
        "0.19.1, 00-norepo-catconfig, 10, REPOSITORY_MISSING",
        "0.19.1, 58-local-norepo, 10, REPOSITORY_MISSING",
        "0.19.1, 58-empty-dir, 10, REPOSITORY_MISSING",
        "0.18.0, 32-wrong-password, 12, WRONG_PASSWORD",
        "0.19.1, 32-wrong-password, 12, WRONG_PASSWORD",
        "0.14.0, 33-empty-password, 1, PASSWORD_MISSING",
        "0.18.0, 33-empty-password, 1, PASSWORD_MISSING",
        "0.19.1, 33-empty-password, 1, PASSWORD_MISSING",
        "0.14.0, 34-unknown-flag, 1, USAGE",
        "0.19.1, 34-unknown-flag, 1, USAGE",
        "0.19.1, 35-unknown-command, 1, USAGE",
        "0.14.0, 36-bad-s3-creds, 1, ACCESS_DENIED",
        "0.18.0, 36-bad-s3-creds, 1, ACCESS_DENIED",
        "0.19.1, 36-bad-s3-creds, 1, ACCESS_DENIED",
        "0.18.0, 02-init-again, 1, REPOSITORY_EXISTS",
        "0.19.1, 02-init-again, 1, REPOSITORY_EXISTS",
        "0.14.0, 08-backup-missing-source, 1, SOURCE_MISSING",
        "0.19.1, 08-backup-missing-source, 1, SOURCE_MISSING",
        "0.14.0, 15-restore-nosuch, 1, SNAPSHOT_NOT_FOUND",
        "0.19.1, 15-restore-nosuch, 1, SNAPSHOT_NOT_FOUND",
        "0.19.1, 53-restore-subfolder, 1, TARGET_UNUSABLE",
        "0.19.1, 54-restore-toreadonly, 1, TARGET_UNUSABLE",
        "0.18.0, 56-restore-missing-pack, 1, TARGET_UNUSABLE",
        "0.19.1, 56-check-missing-pack, 1, REPOSITORY_DAMAGED",
        "0.18.0, 40-sigint, 1, KILLED",
        "0.18.0, 43-sigterm, 1, KILLED",
        "0.19.1, 40-sigint, 130, KILLED",
        "0.19.1, 43-sigterm, 130, KILLED",
        "0.14.0, 43-sigterm, 143, KILLED",
    })
    void shouldTellFailuresApart(String version, String name, int exitCode, FailureKind kind) {
        ResticResult<?> result = Recorded.run(version, name, exitCode).client().snapshots(SnapshotFilter.ALL, CONTROL);

        assertThat(failure(result).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.18.0", "0.19.1"})
    void shouldSayWhatResticWasStrugglingWithWhenItsTimeWasUp(String version) {
        ResticResult<?> result = Recorded.run(version, "57-refused-port", 130)
                .stopped(StopReason.DEADLINE)
                .client()
                .snapshots(SnapshotFilter.ALL, CONTROL);

        assertThat(failure(result).kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
        assertThat(failure(result).underlying()).contains(FailureKind.UNREACHABLE);
    }

    @Test
    void shouldCallARunCancelledByOurFlagWhateverItsExitCode() {
        ResticResult<?> result = Recorded.run("0.18.0", "43-sigterm", 1)
                .stopped(StopReason.CANCELLED)
                .client()
                .backup(BACKUP, CONTROL);

        assertThat(failure(result).kind()).isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void shouldSayWhoHoldsTheLock() {
        ResticFailure failure = failure(
                Recorded.run("0.19.1", "41-prune-while-locked", 11).client().prune(PruneOptions.DEFAULTS, CONTROL));

        assertThat(failure.kind()).isEqualTo(FailureKind.LOCKED);
        assertThat(failure.lockHolder())
                .contains(
                        new LockHolder("ee4925a1", false, 11377, "vm", "root", 0, 0, Duration.ofNanos(4_154_848_889L)));
    }

    @Test
    void shouldSayWhoHoldsTheLockWhenResticSaysItInProse() {
        ResticFailure failure = failure(
                Recorded.run("0.19.1", "42-prune-retrylock", 11).client().prune(PruneOptions.DEFAULTS, CONTROL));

        assertThat(failure.lockHolder())
                .contains(
                        new LockHolder("ee4925a1", false, 11377, "vm", "root", 0, 0, Duration.ofNanos(6_770_460_248L)));
    }

    @Test
    void shouldTellTheListenerInOrderWhatHappened() {
        List<ResticEvent> events = new ArrayList<>();
        ResticEventListener listener = new ResticEventListener() {
            @Override
            public void event(ResticEvent event) {
                events.add(event);
            }
        };

        Recorded.run("0.19.1", "50-backup-unreadable-file", 3).client().backup(BACKUP, CONTROL.withListener(listener));

        assertThat(events)
                .extracting(event -> (Object) event.getClass())
                .containsExactly(BackupSummary.class, ItemError.class, ResticEvent.ExitError.class);
    }

    private static <T> T success(ResticResult<T> result) {
        assertThat(result).isInstanceOf(ResticResult.Success.class);
        return result.reported().orElseThrow();
    }

    private static ResticFailure failure(ResticResult<?> result) {
        assertThat(result).isInstanceOf(ResticResult.Failure.class);
        return ((ResticResult.Failure<?>) result).failure();
    }
}
