package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.repository.MalformedLocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanExecutorTest {
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
    void shouldTellWhatHappensWhileItHappens() {
        mover.plan.keepLast(1);
        restic.answer(
                        "backup",
                        Answer.ok(
                                        "{\"message_type\":\"status\",\"percent_done\":0.25,\"total_files\":8,\"files_done\":2,"
                                                + "\"total_bytes\":400,\"bytes_done\":100}\nsomething new\n" + SAVED)
                                .saying(Says.unreadable("/data/secret")))
                .answer("snapshots", Answer.ok(Says.hourly(1, MoverFixture.NOW)));

        mover.execute(mover.plan.backup());

        assertThat(mover.events)
                .containsExactly(
                        event(Kind.STARTED, "ReplicationSource media/photos"),
                        event(Kind.STEP, "backup"),
                        new MoverEvent(
                                MoverFixture.NOW,
                                PlanBuilder.RUN,
                                Kind.PROGRESS,
                                "backup",
                                new Progress(25, 2, 8, 100, 400)),
                        event(Kind.NOTE, "something new"),
                        event(Kind.WARNING, "/data/secret: open /data/secret: permission denied"),
                        event(Kind.STEP, "snapshots"),
                        event(Kind.ENDED, "SUCCEEDED"));
    }

    @Test
    void shouldNameEachProcessItStarts() {
        mover.plan.keepLast(1);
        restic.answer("backup", Answer.ok(SAVED))
                .answer("snapshots", Answer.ok(Says.hourly(2, MoverFixture.NOW)))
                .answer("forget", Answer.ok(Says.forgot(List.of(), List.of())));

        mover.execute(mover.plan.backup());

        assertThat(mover.started).extracting(ProcessIdentity::pid).containsExactly(1001L, 1002L, 1003L);
    }

    @Test
    void shouldGiveResticItsCacheItsCaAndItsTuning() throws IOException {
        Path ca = Files.createFile(directory.resolve("ca.crt"));
        mover.plan.workspace = new Workspace(mover.data, mover.cache, ca);
        mover.plan.tuning = new Tuning("max", 64, 4, 1024, 2048);
        restic.answer("backup", Answer.ok(SAVED));

        mover.execute(mover.plan.backup());

        assertThat(restic.calls.get(0).argv())
                .contains(
                        "--cache-dir=" + mover.cache,
                        "--cacert=" + ca,
                        "--compression=max",
                        "--pack-size=64",
                        "--read-concurrency=4",
                        "--limit-upload=1024",
                        "--limit-download=2048");
    }

    @Test
    void shouldKeepCopiesOfAVolumeUnchangedWhereResticCan() {
        restic.answer("backup", Answer.ok(SAVED)).answer("backup", Answer.ok(SAVED));

        mover.executor(Set.of("device-id-for-hardlinks"))
                .execute(mover.plan.backup(), MoverFixture.ENVIRONMENT, mover.cancellation);
        mover.executor(Set.of("something-else"))
                .execute(mover.plan.backup(), MoverFixture.ENVIRONMENT, mover.cancellation);

        assertThat(restic.calls)
                .extracting(call -> call.environment().getOrDefault("RESTIC_FEATURES", "none"))
                .containsExactly("device-id-for-hardlinks=true", "none");
    }

    @Test
    void shouldKeepSecretsOutOfArgumentsEventsAndOutcome() {
        Map<String, String> environment = Map.of(
                "RESTIC_REPOSITORY", "rest:https://me:hunter22@nas:8000/photos",
                "RESTIC_PASSWORD", "correct horse",
                "AWS_SECRET_ACCESS_KEY", "battery staple");
        mover.plan.keepLast(1);
        restic.answer(
                        "backup",
                        Answer.ok("opened rest:https://me:hunter22@nas:8000/photos with correct horse\n" + SAVED)
                                .saying("Save() for https://me:hunter22@nas:8000/data failed, key battery staple\n"
                                        + Says.unreadable("/data/correct horse")))
                .answer(
                        "snapshots",
                        Answer.exit(1, "Fatal: Head https://me:hunter22@nas:8000/: battery staple is no good"));

        MoverOutcome outcome = mover.executor(Set.of()).execute(mover.plan.backup(), environment, mover.cancellation);

        String everything = new OutcomeCodec().encode(outcome)
                + outcome
                + mover.events.stream().map(new EventCodec()::encode).collect(Collectors.joining("\n"))
                + restic.calls.stream().map(call -> call.argv().toString()).collect(Collectors.joining("\n"));
        assertThat(everything)
                .contains("https://me:***@nas:8000/")
                .doesNotContain("hunter22")
                .doesNotContain("correct horse")
                .doesNotContain("battery staple");
        assertThat(outcome.maintenanceFailure()).isNotNull();
    }

    @Test
    void shouldLeaveAnOutcomeWhateverGoesWrong() {
        restic.answer("backup", Answer.ok(SAVED).meanwhile(() -> {
            throw new IllegalStateException("nobody thought of that");
        }));

        MoverOutcome outcome = mover.execute(mover.plan.backup());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.UNKNOWN);
        assertThat(outcome.failure().message())
                .startsWith("java.lang.IllegalStateException: nobody thought of that at backup.holdfast.");
        assertThat(mover.events).endsWith(event(Kind.ENDED, "FAILED"));
    }

    @Test
    void shouldNotLoseABackupToAListenerThatBreaks() {
        List<Throwable> reported = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
        try {
            restic.answer("backup", Answer.ok(SAVED));
            mover.listener = event -> {
                throw new IllegalStateException("broken listener");
            };

            MoverOutcome outcome = mover.execute(mover.plan.backup());

            assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
            assertThat(reported)
                    .hasSize(3)
                    .allSatisfy(failure -> assertThat(failure).hasMessage("broken listener"));
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
    }

    @Test
    void shouldLeaveAnOutcomeForTuningThatMakesNoSense() {
        mover.plan.tuning = new Tuning("quite a bit", null, null, null, null);
        assertThat(mover.execute(mover.plan.backup()).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN);

        mover.plan.tuning = new Tuning(null, null, null, 0, null);
        assertThat(mover.execute(mover.plan.backup()).failure().message())
                .startsWith("java.lang.IllegalArgumentException: the upload limit is not positive: 0");
    }

    @Test
    void shouldNotTakeALocationItCannotReadForAFailedRun() {
        assertThatThrownBy(() -> mover.executor(Set.of())
                        .execute(mover.plan.backup(), Map.of("RESTIC_PASSWORD", "x"), mover.cancellation))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessage("the repository location is empty");
    }

    private static MoverEvent event(Kind kind, String message) {
        return new MoverEvent(MoverFixture.NOW, PlanBuilder.RUN, kind, message, null);
    }
}
