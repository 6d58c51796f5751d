package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.process.StopReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupRunTest {
    private static final String BACKUP = "backup --json --host=volsync --exclude=lost+found --skip-if-unchanged -- .";
    private static final String SAVED = Says.saved(Says.id(0), 10, 700);

    @TempDir
    Path directory;

    private MoverFixture mover;
    private FakeRestic restic;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
        restic = mover.restic;
    }

    @Test
    void shouldNeedOneProcessForASyncWithoutRetention() {
        restic.answer("backup", Answer.ok(SAVED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(restic.calls.get(0).workingDirectory()).contains(mover.data);
        assertThat(outcome)
                .isEqualTo(MoverOutcome.builder(
                                PlanBuilder.RUN, RunResult.SUCCEEDED, MoverFixture.NOW, MoverFixture.NOW)
                        .repository(new RepositorySeen(PlanBuilder.FINGERPRINT, "/repo", Says.REPOSITORY, Origin.FOUND))
                        .snapshot(new SnapshotBrief(
                                Says.id(0), Instant.parse("2026-11-20T04:00:06.5Z"), "volsync", "/data", 10L, 700L))
                        .backup(new BackupCounts(1, 2, 7, 10, 700, 99))
                        .logTail("processed 10 files, 700 bytes\nsnapshot " + Says.id(0) + " saved\n")
                        .build());
    }

    @Test
    void shouldMakeNoSnapshotOfAnUnchangedVolume() {
        restic.answer("backup", Answer.ok(Says.unchanged(10, 700)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(outcome.snapshot()).isNull();
        assertThat(outcome.backup().filesProcessed()).isEqualTo(10);
        assertThat(outcome.repository().origin()).isEqualTo(Origin.FOUND);
        assertThat(outcome.logTail()).isEqualTo("processed 10 files: nothing changed, no snapshot was made\n");
    }

    @Test
    void shouldSnapshotAnUnchangedVolumeWhenThePlanSaysSo() {
        mover.plan.unchanged = Unchanged.SNAPSHOT;
        restic.answer("backup", Answer.ok(SAVED));

        mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly("backup --json --host=volsync --exclude=lost+found -- .");
    }

    @Test
    void shouldPassOnWhatThePlanLeavesOut() {
        mover.plan.excludes = List.of("*.tmp", "-rf $(reboot)", "Größe/**");
        restic.answer("backup", Answer.ok(SAVED));

        mover.execute(mover.plan.backup());

        assertThat(restic.calls.get(0).argv())
                .containsSubsequence("--exclude=*.tmp", "--exclude=-rf $(reboot)", "--exclude=Größe/**");
    }

    // A folder that goes away

    @Test
    void shouldNotCallSavedWhatIsNotThere() throws IOException {
        Path repository = repositoryFolder();
        restic.answer("backup", Answer.ok(SAVED).meanwhile(() -> delete(repository.resolve("config"))));
        mover.plan.keepLast(1);

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.snapshot()).isNull();
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.UNREACHABLE);
        assertThat(outcome.failure().message()).contains("went away during the backup");
        assertThat(restic.commands()).hasSize(1);
    }

    @Test
    void shouldNotCallSavedWhatWasWrittenWhileItWasAway() throws IOException {
        repositoryFolder();
        // The mount is back, and the snapshot was written to what was there meanwhile.
        restic.answer("backup", Answer.ok(SAVED));

        assertThat(mover.execute(mover.plan.backup()).result()).isEqualTo(RunResult.FAILED);
    }

    @Test
    void shouldCallSavedWhatIsThere() throws IOException {
        Path repository = repositoryFolder();
        restic.answer(
                "backup",
                Answer.ok(SAVED)
                        .meanwhile(() -> write(repository.resolve("snapshots").resolve(Says.id(0)))));

        assertThat(mover.execute(mover.plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
    }

    private Path repositoryFolder() throws IOException {
        Path repository = directory.resolve("repository");
        Files.createDirectories(repository.resolve("snapshots"));
        write(repository.resolve("config"));
        mover.plan.url = repository.toString();
        return repository;
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Empty and missing volumes

    @Test
    void shouldNotEvenAskResticWhenTheVolumeIsEmpty() throws IOException {
        Files.delete(mover.data.resolve("a.txt"));
        Files.createDirectory(mover.data.resolve("lost+found"));
        mover.plan.keepLast(1).alsoPrune();

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).isEmpty();
        assertThat(outcome.result()).isEqualTo(RunResult.EMPTY);
        assertThat(outcome.logTail())
                .isEqualTo("The volume is empty: no snapshot was made, nothing was forgotten or pruned.\n");
        assertThat(outcome.repository()).isNull();
    }

    @Test
    void shouldCallAVolumeWithOnlyAHiddenFileNotEmpty() throws IOException {
        Files.delete(mover.data.resolve("a.txt"));
        Files.createFile(mover.data.resolve(".hidden"));
        restic.answer("backup", Answer.ok(SAVED));

        assertThat(mover.execute(mover.plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
    }

    @Test
    void shouldNotTakeAMissingVolumeForAnEmptyOne() {
        mover.plan.workspace = new Workspace(directory.resolve("nowhere"), mover.cache, null);

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).isEmpty();
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.SOURCE_MISSING);
        assertThat(outcome.failure().step()).isEqualTo("prepare");
        assertThat(outcome.failure().message()).contains(directory.resolve("nowhere") + ": it does not exist");
    }

    @Test
    void shouldNotTakeAFileForAVolume() throws IOException {
        mover.plan.workspace = new Workspace(mover.data.resolve("a.txt"), mover.cache, null);

        assertThat(mover.execute(mover.plan.backup()).failure().failureClass()).isEqualTo(FailureClass.SOURCE_MISSING);
    }

    // Creating a repository

    @Test
    void shouldCreateAMissingRepositoryOnlyWhereItMay() {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(10, Says.MISSING))
                .answer("init", Answer.ok(Says.initialized()))
                .answer("backup", Answer.ok(SAVED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, "init --json", BACKUP);
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.repository())
                .isEqualTo(new RepositorySeen(PlanBuilder.FINGERPRINT, "/repo", Says.REPOSITORY, Origin.CREATED));
        assertThat(outcome.logTail()).startsWith("created repository " + Says.REPOSITORY + "\n");
    }

    @Test
    void shouldCreateABucketAlongWithItsRepositoryAsResticDoes() {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(10, Says.NO_BUCKET))
                .answer("init", Answer.ok(Says.initialized()))
                .answer("backup", Answer.ok(SAVED));

        assertThat(mover.execute(mover.plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
    }

    @Test
    void shouldCreateNothingWhereARepositoryIsExpected() {
        restic.answer("backup", Answer.exit(10, Says.MISSING));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.REPOSITORY_MISSING, "backup", null, "There is no repository at /repo."));
    }

    @Test
    void shouldCreateNoBucketWhereARepositoryIsExpected() {
        // A kind of storage that only restic can look at.
        mover.plan.url = "sftp:me@nas.example:/photos";
        restic.answer("backup", Answer.exit(10, Says.NO_BUCKET));

        assertThat(mover.execute(mover.plan.backup()).failure().failureClass()).isEqualTo(FailureClass.BUCKET_MISSING);
        assertThat(restic.commands()).containsExactly(BACKUP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fatal: unable to open config file: Stat: Access Denied.",
                "Fatal: unable to open config file: Stat: Get \\\"http://nas:9000/\\\": dial tcp 10.0.0.1:9000: connect:"
                        + " connection refused",
                "Fatal: something nobody has seen before"
            })
    void shouldCreateNothingUnlessTheStoreSaysForCertainThatItIsMissing(String message) {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(1, message));

        assertThat(mover.execute(mover.plan.backup()).result()).isEqualTo(RunResult.FAILED);
        assertThat(restic.commands()).containsExactly(BACKUP);
    }

    @ParameterizedTest
    @EnumSource(Absence.class)
    void shouldCallARepositoryWhoseFolderIsNotMountedUnreachable(Absence absence) {
        mover.plan.ifAbsent = absence;
        mover.plan.url = "/not-mounted/nas/repo";
        restic.answer("backup", Answer.exit(10, Says.MISSING));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.UNREACHABLE);
        assertThat(outcome.failure().message())
                .isEqualTo("The folder /not-mounted/nas is not there: check that the share is mounted, and"
                        + " RESTIC_REPOSITORY.");
    }

    @Test
    void shouldUseARepositorySomebodyElseMadeMeanwhile() {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(10, Says.MISSING))
                .answer("init", Answer.exit(1, Says.EXISTS))
                .answer("backup", Answer.ok(SAVED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.repository().origin()).isEqualTo(Origin.FOUND);
    }

    @Test
    void shouldTryOnlyOnceToCreateARepository() {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(10, Says.MISSING))
                .answer("init", Answer.ok(Says.initialized()))
                .answer("backup", Answer.exit(10, Says.MISSING));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.REPOSITORY_MISSING);
        assertThat(restic.commands()).containsExactly(BACKUP, "init --json", BACKUP);
    }

    @Test
    void shouldSayThatTheRepositoryCouldNotBeCreated() {
        mover.plan.ifAbsent = Absence.CREATE;
        restic.answer("backup", Answer.exit(10, Says.MISSING))
                .answer(
                        "init",
                        Answer.exit(
                                1, "Fatal: create repository at /repo failed: mkdir /repo: no space left on device"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.NO_SPACE,
                        "init",
                        1,
                        "the repository's storage is full: create repository at /repo failed: mkdir /repo: no space"
                                + " left on device"));
        assertThat(outcome.repository()).isNull();
    }

    @Test
    void shouldAskOnceWhatRepositoryItMetAndSayThatItsFormatIsOld() {
        mover.plan.repositoryId = null;
        restic.answer("backup", Answer.ok(SAVED))
                .answer("cat", Answer.ok("{\"version\":1,\"id\":\"" + Says.REPOSITORY + "\"}"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, "cat config --json --no-lock");
        assertThat(outcome.repository().id()).isEqualTo(Says.REPOSITORY);
        assertThat(outcome.logTail()).contains("run `restic migrate upgrade_repo_v2` once");
        assertThat(mover.events)
                .anyMatch(event -> event.kind() == Kind.WARNING
                        && event.message().startsWith("The repository has format version 1"));
    }

    @Test
    void shouldSayNothingOfTheFormatOfToday() {
        mover.plan.repositoryId = null;
        restic.answer("backup", Answer.ok(SAVED))
                .answer("cat", Answer.ok("{\"version\":2,\"id\":\"" + Says.REPOSITORY + "\"}"));

        assertThat(mover.execute(mover.plan.backup()).logTail()).doesNotContain("format");
    }

    @Test
    void shouldLearnTheRepositorysIdFromTheCacheWhenNothingElseTellsIt() throws IOException {
        mover.plan.repositoryId = null;
        Files.createDirectory(mover.cache.resolve(Says.REPOSITORY));
        Files.createFile(mover.cache.resolve("CACHEDIR.TAG"));
        restic.answer("backup", Answer.ok(SAVED)).answer("cat", Answer.exit(1, "no more"));

        assertThat(mover.execute(mover.plan.backup()).repository().id()).isEqualTo(Says.REPOSITORY);
    }

    @Test
    void shouldNotGuessTheRepositorysIdAmongSeveral() throws IOException {
        mover.plan.repositoryId = null;
        Files.createDirectory(mover.cache.resolve(Says.REPOSITORY));
        Files.createDirectory(mover.cache.resolve(Says.REPOSITORY.replace('b', 'c')));
        restic.answer("backup", Answer.ok(SAVED)).answer("cat", Answer.exit(1, "no more"));

        assertThat(mover.execute(mover.plan.backup()).repository().id()).isNull();
    }

    @Test
    void shouldSayThatAResticWithoutTheFeatureNeverSkipsACopy() {
        String onlyFolders = SAVED.replace("\"files_new\":1,\"files_changed\":2", "\"files_new\":0,\"files_changed\":0")
                .replace("\"total_files", "\"dirs_changed\":3,\"total_files");
        restic.answer("backup", Answer.ok(onlyFolders)).answer("backup", Answer.ok(onlyFolders));

        MoverOutcome without = mover.execute(mover.plan.backup());
        MoverOutcome with = mover.executor(Set.of(ResticBinary.DEVICE_ID_FOR_HARDLINKS))
                .execute(mover.plan.backup(), MoverFixture.ENVIRONMENT, mover.cancellation);

        assertThat(without.logTail()).contains("No file changed, but this restic does not know the feature");
        assertThat(with.logTail()).doesNotContain("No file changed");
    }

    @Test
    void shouldGoOnWithoutACacheThatIsFull() {
        restic.answer(
                        "backup",
                        Answer.exit(
                                1,
                                "Fatal: unable to save snapshot: Copy: write /cache/" + Says.REPOSITORY
                                        + "/data/cc/tmp-63: no space left on device"))
                .answer("backup", Answer.ok(SAVED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP, BACKUP.replace(" --host", " --no-cache --host"));
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.logTail()).contains("Raise spec.restic.cacheCapacity.");
    }

    // Unreadable files

    @Test
    void shouldKeepThePartialSnapshotAndForgetNothing() {
        mover.plan.keepLast(1).alsoPrune();
        restic.answer(
                "backup",
                Answer.exit(3, "Warning: at least one source file could not be read")
                        .after(SAVED)
                        .saying(Says.unreadable("/data/secret") + Says.unreadable("/data/other")));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.result()).isEqualTo(RunResult.PARTIAL_READ);
        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.PARTIAL_READ, "backup", 3, "Warning: at least one source file could not be read"));
        assertThat(outcome.snapshot().id()).isEqualTo(Says.id(0));
        assertThat(outcome.unreadable())
                .containsExactly(
                        "/data/secret: open /data/secret: permission denied",
                        "/data/other: open /data/other: permission denied");
    }

    @Test
    void shouldTakeAPartialReadForGoodWhereItIsAccepted() {
        mover.plan.partialRead = PartialRead.ACCEPT;
        mover.plan.keepLast(2);
        restic.answer(
                        "backup",
                        Answer.exit(3, "Warning: at least one source file could not be read")
                                .after(SAVED)
                                .saying(Says.unreadable("/data/secret")))
                .answer("snapshots", Answer.ok(Says.hourly(1, MoverFixture.NOW)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.unreadable()).containsExactly("/data/secret: open /data/secret: permission denied");
        assertThat(outcome.logTail()).contains("accepted by onPartialRead");
        assertThat(outcome.forget()).isNotNull();
    }

    @Test
    void shouldSayThatNothingChangedAlthoughSomeCouldNotBeRead() {
        mover.plan.partialRead = PartialRead.ACCEPT;
        restic.answer(
                "backup",
                Answer.exit(3, "Warning: at least one source file could not be read")
                        .after(Says.unchanged(10, 700)));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.UNCHANGED);
        assertThat(outcome.snapshot()).isNull();
    }

    // Failures

    @Test
    void shouldNameTheHolderOfALock() throws IOException {
        LockFolder folder = new LockFolder(directory.resolve("repository"));
        mover.plan.url = folder.repository().toString();
        Instant written = folder.lock("ee4925a1", Duration.ofSeconds(100));
        restic.answer("backup", Answer.exit(11, Says.LOCKED)).answer("backup", Answer.exit(11, Says.LOCKED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.LOCKED);
        assertThat(outcome.failure().message())
                .startsWith("held by root on hf-0a1b2c3d-20261120t020000 (PID 7) since ")
                .contains(" of a run of Holdfast that is not known to have ended, last written 10")
                .contains(": unable to create lock in backend");
        assertThat(outcome.locks()).singleElement().satisfies(lock -> {
            assertThat(lock.time()).isEqualTo(written);
            assertThat(lock.age()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(119));
            assertThat(lock.verdict()).isEqualTo(LockVerdict.KEPT);
        });
        assertThat(restic.commands().get(1)).contains("--retry-lock=120s");
    }

    @Test
    void shouldNotRunMaintenanceAfterAFailedBackup() {
        mover.plan.keepLast(1).alsoPrune();
        restic.answer("backup", Answer.exit(12, "Fatal: wrong password or no key found"));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.WRONG_PASSWORD);
        assertThat(outcome.forget()).isNull();
    }

    @Test
    void shouldTellOfASnapshotThatWasSavedBeforeItFailed() {
        restic.answer("backup", Answer.exit(130, "").after(SAVED).stopped(StopReason.CANCELLED));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CANCELLED);
        assertThat(outcome.snapshot().id()).isEqualTo(Says.id(0));
    }

    @Test
    void shouldStartNothingMoreOnceItIsCancelled() {
        mover.plan.keepLast(1).alsoPrune();
        restic.answer(
                "backup",
                Answer.exit(1, "Fatal: signal terminated received")
                        .stopped(StopReason.CANCELLED)
                        .meanwhile(mover.cancellation::cancel));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).containsExactly(BACKUP);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CANCELLED);
    }

    @Test
    void shouldStartNothingWhenItIsCancelledBefore() {
        mover.plan.ifAbsent = Absence.CREATE;
        mover.cancellation.cancel();

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.commands()).isEmpty();
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CANCELLED);
    }

    @Test
    void shouldCountItsDeadlineAcrossAllSteps() {
        mover.plan.keepLast(1).deadline(Duration.ofMinutes(30));
        restic.answer("backup", Answer.ok(SAVED).meanwhile(() -> mover.clock.advance(Duration.ofMinutes(25))))
                .answer(
                        "snapshots",
                        Answer.ok(Says.hourly(2, MoverFixture.NOW))
                                .meanwhile(() -> mover.clock.advance(Duration.ofMinutes(6))))
                .answer("forget", Answer.exit(1, "").stopped(StopReason.DEADLINE));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(restic.calls)
                .extracting(call -> call.limits().deadline().orElseThrow())
                .containsExactly(Duration.ofMinutes(30), Duration.ofMinutes(5), Duration.ofMillis(1));
        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.maintenanceFailure().failureClass()).isEqualTo(FailureClass.DEADLINE_EXCEEDED);
    }

    @Test
    void shouldWatchForProgressInsteadWhereThereIsNoDeadline() {
        restic.answer("backup", Answer.ok(SAVED));

        mover.execute(mover.plan.backup());

        assertThat(restic.calls.get(0).limits().deadline()).isEmpty();
        assertThat(restic.calls.get(0).limits().noProgress()).contains(Duration.ofMinutes(60));
        assertThat(restic.calls.get(0).limits().grace()).isEqualTo(Duration.ofSeconds(60));
    }
}
