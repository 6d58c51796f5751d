package backup.holdfast.restic;

import static backup.holdfast.restic.RealRestic.CONTROL;
import static backup.holdfast.restic.RealRestic.failure;
import static backup.holdfast.restic.RealRestic.failureKind;
import static backup.holdfast.restic.RealRestic.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.command.UnlockScope;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.BackupStatus;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.RunLimits;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A real restic in trouble: locks, passwords, permissions, cancelled and overdue runs. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(120)
class ResticTroubleIT {

    private final ResticSeries series;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private RealRestic restic;

    ResticTroubleIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void find() throws IOException {
        restic = RealRestic.in(directory, series, shared);
        Files.writeString(restic.source.resolve("a.txt"), "hello\n");
    }

    @Test
    void shouldSayThatThereIsNoRepositoryAndMakeNone() {
        ResticClient client = restic.client();

        assertThat(List.of(
                        failureKind(client.catConfig(CONTROL)),
                        failureKind(client.backup(backup(), CONTROL)),
                        failureKind(client.snapshots(SnapshotFilter.ALL, CONTROL)),
                        failureKind(client.unlock(UnlockScope.STALE, CONTROL)),
                        failureKind(client.listLocks(CONTROL))))
                .containsOnly(FailureKind.REPOSITORY_MISSING);
        assertThat(restic.repository).doesNotExist();
    }

    @Test
    void shouldSayThatARepositoryExistsAlready() throws IOException {
        ResticClient client = restic.initialised();

        assertThat(failureKind(client.init(CONTROL))).isEqualTo(FailureKind.REPOSITORY_EXISTS);
    }

    @Test
    void shouldSayThatThePasswordIsWrongOrMissing() throws IOException {
        restic.initialised();
        ResticClient wrong = new ResticClient(restic.binary, restic.launcher, restic.describe("battery staple"));
        ResticClient empty = new ResticClient(restic.binary, restic.launcher, restic.describe(""));
        ResticClient none = new ResticClient(
                restic.binary,
                restic.launcher,
                Repository.from(Map.of("RESTIC_REPOSITORY", restic.repository.toString())));

        assertThat(List.of(
                        failureKind(wrong.catConfig(CONTROL)),
                        failureKind(wrong.backup(backup(), CONTROL)),
                        failureKind(empty.catConfig(CONTROL)),
                        failureKind(none.catConfig(CONTROL))))
                .containsExactly(
                        FailureKind.WRONG_PASSWORD,
                        FailureKind.WRONG_PASSWORD,
                        FailureKind.PASSWORD_MISSING,
                        FailureKind.PASSWORD_MISSING);
    }

    @Test
    void shouldSayWhoHoldsALockThatIsReallyHeld() throws Exception {
        ResticClient client = restic.initialised();
        try (RealRestic.HeldLock held = restic.holdSharedLock()) {
            LockId id = onlyLock(client);

            ResticFailure prune = failure(client.prune(PruneOptions.DEFAULTS, CONTROL));
            ResticFailure check = failure(client.check(CheckOptions.STRUCTURE, CONTROL));
            RepositoryLock lock = success(client.catLock(id, CONTROL));

            assertThat(prune.kind()).isEqualTo(FailureKind.LOCKED);
            assertThat(check.kind()).isEqualTo(FailureKind.LOCKED);
            assertThat(prune.lockHolder()).hasValueSatisfying(holder -> {
                assertThat(holder.pid()).isEqualTo(held.process().pid());
                assertThat(holder.hostname()).isEqualTo(lock.hostname());
                assertThat(holder.exclusive()).isFalse();
                assertThat(id.value()).startsWith(holder.lockId());
                assertThat(holder.age()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
            });
            assertThat(lock.pid()).isEqualTo(held.process().pid());
            assertThat(lock.exclusive()).isFalse();
            assertThat(success(client.backup(backup(), CONTROL)).savedSnapshot())
                    .isPresent();
            assertThat(success(client.unlock(UnlockScope.STALE, CONTROL)).removed())
                    .isZero();
        }
        assertThat(success(client.listLocks(CONTROL))).isEmpty();
    }

    @Test
    void shouldWaitForALockAsLongAsItWasTold() throws Exception {
        ResticClient client = restic.initialised();
        try (RealRestic.HeldLock held = restic.holdSharedLock()) {
            onlyLock(client);

            ResticResult<?> result = client.with(GlobalOptions.DEFAULTS.retryLock(Duration.ofSeconds(2)))
                    .prune(PruneOptions.DEFAULTS, CONTROL);

            assertThat(failureKind(result)).isEqualTo(FailureKind.LOCKED);
            assertThat(result.report().elapsed()).isGreaterThan(Duration.ofSeconds(2));
            assertThat(restic.launcher.isRunning(held.process())).isTrue();
        }
    }

    @Test
    void shouldRemoveTheLockOfAResticThatWasKilled() throws Exception {
        ResticClient client = restic.initialised();
        LockId id;
        try (RealRestic.HeldLock held = restic.holdSharedLock()) {
            id = onlyLock(client);
            held.kill();
            assertThat(restic.launcher.isRunning(held.process())).isFalse();
        }
        assertThat(failureKind(client.prune(PruneOptions.DEFAULTS, CONTROL))).isEqualTo(FailureKind.LOCKED);

        assertThat(success(client.unlock(UnlockScope.STALE, CONTROL)).removed()).isEqualTo(1);

        success(client.prune(PruneOptions.DEFAULTS, CONTROL));
        assertThat(failureKind(client.catLock(id, CONTROL))).isEqualTo(FailureKind.LOCK_GONE);
    }

    @Test
    void shouldRemoveALiveLockOnlyWhenToldToRemoveAll() throws Exception {
        ResticClient client = restic.initialised();
        try (RealRestic.HeldLock held = restic.holdSharedLock()) {
            onlyLock(client);

            assertThat(success(client.unlock(UnlockScope.ALL, CONTROL)).removed())
                    .isEqualTo(1);
            assertThat(restic.launcher.isRunning(held.process())).isTrue();
        }
    }

    @Test
    void shouldLeaveNoLockAndNoSnapshotBehindWhenABackupIsCancelled() throws IOException {
        ResticClient client = restic.initialised();
        makeSourceHuge();
        Cancellation cancellation = new Cancellation();
        ResticEventListener cancelling = new ResticEventListener() {
            @Override
            public void event(ResticEvent event) {
                if (event instanceof BackupStatus) {
                    cancellation.cancel();
                }
            }
        };

        ResticResult<BackupSummary> result =
                client.backup(backup(), CONTROL.withCancellation(cancellation).withListener(cancelling));

        assertThat(failureKind(result)).isEqualTo(FailureKind.CANCELLED);
        assertThat(result.reported()).isEmpty();
        assertThat(result.report().stderrTail()).contains("signal terminated received, cleaning up");
        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL))).isEmpty();
        assertThat(success(client.listLocks(CONTROL))).isEmpty();
    }

    @Test
    void shouldEndABackupAtItsDeadline() throws IOException {
        ResticClient client = restic.initialised();
        makeSourceHuge();

        ResticResult<BackupSummary> result = client.backup(
                backup(),
                CONTROL.withLimits(RunLimits.deadline(Duration.ofSeconds(2)).withGrace(Duration.ofSeconds(10))));

        assertThat(failureKind(result)).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
        assertThat(result.report().elapsed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(11));
        assertThat(success(client.listLocks(CONTROL))).isEmpty();
    }

    @Test
    void shouldSayWhatAnUnreachableStoreIsWhenTimeIsUp() throws IOException {
        int port = freePort();
        ResticClient client = new ResticClient(
                restic.binary,
                restic.launcher,
                Repository.from(Map.of(
                        "RESTIC_REPOSITORY", "s3:http://127.0.0.1:" + port + "/bucket",
                        "RESTIC_PASSWORD", "correct horse",
                        "AWS_ACCESS_KEY_ID", "key",
                        "AWS_SECRET_ACCESS_KEY", "secret key")));

        ResticFailure failure =
                failure(client.catConfig(CONTROL.withLimits(RunLimits.deadline(Duration.ofSeconds(4)))));

        assertThat(failure.kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED);
        assertThat(failure.underlying()).contains(FailureKind.UNREACHABLE);
    }

    @Test
    void shouldSaveASnapshotWithoutTheFileItMayNotRead() throws IOException {
        ResticClient client = unprivilegedClient();
        success(client.init(CONTROL));
        Path secret = Files.writeString(restic.source.resolve("secret"), "x");
        Files.setPosixFilePermissions(secret, Set.of());

        ResticResult<BackupSummary> result = client.backup(backup(), CONTROL);

        assertThat(result).isInstanceOf(ResticResult.Partial.class);
        assertThat(((ResticResult.Partial<BackupSummary>) result).shortfall().kind())
                .isEqualTo(FailureKind.SOURCE_UNREADABLE);
        assertThat(result.report().itemErrors()).singleElement().satisfies(error -> {
            assertThat(error.message()).endsWith("permission denied");
            assertThat(error.item()).endsWith("secret");
        });
        assertThat(success(client.snapshots(SnapshotFilter.ALL, CONTROL)))
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.id())
                        .isEqualTo(result.reported()
                                .flatMap(BackupSummary::savedSnapshot)
                                .orElseThrow()));
    }

    @Test
    void shouldSayThatItMayNotReadTheRepositoryOrWriteTheTarget() throws IOException {
        ResticClient client = unprivilegedClient();
        success(client.init(CONTROL));
        SnapshotId id =
                success(client.backup(backup(), CONTROL)).savedSnapshot().orElseThrow();
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, Set.of());

        ResticFailure target =
                failure(client.restore(RestoreOptions.of(SnapshotRef.whole(id), closed.resolve("x")), CONTROL));
        Files.setPosixFilePermissions(restic.repository.resolve("config"), Set.of());
        ResticFailure config = failure(client.catConfig(CONTROL));

        assertThat(target.kind()).isEqualTo(FailureKind.TARGET_UNUSABLE);
        assertThat(config.kind()).isEqualTo(FailureKind.ACCESS_DENIED);
    }

    @Test
    void shouldSayThatThereIsNoDirectoryForTemporaryFiles() throws IOException {
        restic.initialised();
        Map<String, String> environment =
                new TreeMap<>(restic.describe("correct horse").environment());
        environment.put("TMPDIR", directory.resolve("missing").toString());
        ResticClient client = new ResticClient(
                restic.binary, restic.launcher, restic.describe("correct horse").withEnvironment(environment));

        assertThat(failureKind(client.backup(backup(), CONTROL))).isEqualTo(FailureKind.TEMP_DIRECTORY_UNUSABLE);
    }

    @Test
    void shouldSayThatTheWholeSourceIsMissing() throws IOException {
        ResticClient client = restic.initialised();

        ResticFailure failure =
                failure(client.backup(BackupOptions.ofDirectory(directory.resolve("missing")), CONTROL));

        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_STARTED);
        assertThat(failure.message())
                .isEqualTo(
                        "the working directory " + directory.resolve("missing") + " does not exist or is no directory");
    }

    @Test
    void shouldSayThatTheConfigIsDamaged() throws IOException {
        ResticClient client = restic.initialised();
        Path config = restic.repository.resolve("config");
        byte[] bytes = Files.readAllBytes(config);
        bytes[bytes.length / 2] ^= 1;
        assertThat(config.toFile().setWritable(true)).isTrue();
        Files.write(config, bytes);

        assertThat(failureKind(client.catConfig(CONTROL))).isEqualTo(FailureKind.REPOSITORY_DAMAGED);
    }

    private static LockId onlyLock(ResticClient client) {
        return await().until(() -> success(client.listLocks(CONTROL)), locks -> locks.size() == 1)
                .get(0);
    }

    /** Takes restic many seconds to read and the disk nothing to keep. */
    private void makeSourceHuge() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(restic.source.resolve("huge").toFile(), "rw")) {
            file.setLength(16L << 30);
        }
    }

    private ResticClient unprivilegedClient() throws IOException {
        return restic.client(new Unprivileged(restic.launcher, restic.binary.path(), directory, restic.source));
    }

    private BackupOptions backup() {
        return BackupOptions.ofDirectory(restic.source);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
