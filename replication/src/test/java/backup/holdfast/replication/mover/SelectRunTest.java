package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.FakeRestic.Answer;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MissingPolicy;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.WantedSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectRunTest {
    private static final Instant NOON = Instant.parse("2026-11-19T12:00:00Z");

    /** Three of ours, an hour apart; newer ones of another host and of a folder in ours. */
    private static final String SNAPSHOTS = Says.list(List.of(
            Says.snapshot(3, NOON.minusSeconds(7200), "volsync", "/data", 10, 700),
            Says.snapshot(1, NOON, "volsync", "/data", 12, 900),
            Says.snapshot(2, NOON.minusSeconds(3600), "volsync", "/data", 11, 800),
            Says.snapshot(4, NOON.plusSeconds(60), "nas", "/data", 1, 1),
            Says.snapshot(5, NOON.plusSeconds(60), "volsync", "/data/sub", 1, 1)));

    @TempDir
    Path directory;

    private MoverFixture mover;

    @BeforeEach
    void create() throws IOException {
        mover = new MoverFixture(directory);
        mover.plan.url = Files.createDirectory(directory.resolve("stores"))
                .resolve("photos")
                .toString();
    }

    @Test
    void shouldChooseTheNewestWithoutALockAndWithoutTouchingTheVolume() {
        mover.restic.answer("snapshots", Answer.ok(SNAPSHOTS));

        MoverOutcome outcome = mover.execute(mover.plan.select(WantedSnapshot.NEWEST));

        assertThat(mover.restic.commands()).containsExactly("snapshots --json --no-lock");
        assertThat(mover.restic.calls.get(0).workingDirectory()).isEmpty();
        assertThat(outcome)
                .isEqualTo(
                        MoverOutcome.builder(PlanBuilder.RUN, RunResult.SUCCEEDED, MoverFixture.NOW, MoverFixture.NOW)
                                .snapshot(ours(1, 0, 12, 900))
                                .snapshots(List.of(ours(1, 0, 12, 900), ours(2, 1, 11, 800), ours(3, 2, 10, 700)))
                                .explanation("the newest of 3")
                                .build());
    }

    @Test
    void shouldChooseByTimeByCountAndById() {
        List<WantedSnapshot> wanted = List.of(
                new WantedSnapshot(null, NOON.minusSeconds(1), 0),
                new WantedSnapshot(null, NOON, 1),
                new WantedSnapshot(null, null, 2),
                new WantedSnapshot(Says.id(2), null, 0),
                // An id is an id, whatever else is written beside it.
                new WantedSnapshot(Says.id(2), NOON.minusSeconds(7200), 7));

        assertThat(wanted)
                .extracting(it -> {
                    mover.restic.answer("snapshots", Answer.ok(SNAPSHOTS));
                    return mover.execute(mover.plan.select(it)).snapshot().id();
                })
                .containsExactly(Says.id(2), Says.id(2), Says.id(3), Says.id(2), Says.id(2));
    }

    @Test
    void shouldTellARepositoryWithoutOurSnapshotsFromOneWithoutTheRightOne() {
        mover.restic
                .answer("snapshots", Answer.ok("[]\n"))
                .answer("snapshots", Answer.ok(SNAPSHOTS.replace("volsync", "other")))
                .answer("snapshots", Answer.ok(SNAPSHOTS))
                .answer("snapshots", Answer.ok(SNAPSHOTS))
                .answer("snapshots", Answer.ok(SNAPSHOTS))
                .answer("snapshots", Answer.ok(SNAPSHOTS));

        MoverOutcome empty = mover.execute(mover.plan.select(WantedSnapshot.NEWEST));
        MoverOutcome others = mover.execute(mover.plan.select(WantedSnapshot.NEWEST));
        MoverOutcome tooOld = mover.execute(mover.plan.select(new WantedSnapshot(null, NOON.minusSeconds(9000), 0)));
        MoverOutcome tooFar = mover.execute(mover.plan.select(new WantedSnapshot(null, null, 3)));
        MoverOutcome unknown = mover.execute(mover.plan.select(new WantedSnapshot("ffffffff", null, 0)));
        MoverOutcome negative = mover.execute(mover.plan.select(new WantedSnapshot(null, null, -1)));

        assertThat(empty.result()).isEqualTo(RunResult.NO_SNAPSHOT);
        assertThat(empty.failure()).isNull();
        assertThat(empty.explanation()).isEqualTo("In " + mover.plan.url + ": the repository holds no snapshot.");
        assertThat(others.result()).isEqualTo(RunResult.NO_SNAPSHOT);
        assertThat(others.explanation())
                .isEqualTo("In " + mover.plan.url
                        + ": the repository holds no snapshot of volsync:/data; it has 5 of nas:/data, other:/data/sub,"
                        + " other:/data.");
        for (MoverOutcome miss : List.of(tooOld, tooFar, unknown, negative)) {
            assertThat(miss.result()).isEqualTo(RunResult.FAILED);
            assertThat(miss.failure())
                    .isEqualTo(new RunFailure(FailureClass.SNAPSHOT_NOT_FOUND, "select", null, miss.explanation()));
            assertThat(miss.snapshot()).isNull();
            assertThat(miss.snapshots()).hasSize(3);
        }
    }

    @Test
    void shouldNotTakeAStoreThatDoesNotAnswerForAnEmptyOne() {
        mover.restic
                .answer("snapshots", Answer.exit(10, Says.NO_BUCKET))
                .answer("snapshots", Answer.exit(1, "Fatal: unable to open config file: dial tcp: connection refused"))
                .answer("snapshots", Answer.exit(12, "Fatal: wrong password or no key found"))
                .answer("snapshots", Answer.exit(11, Says.LOCKED))
                .answer("snapshots", Answer.ok(""));
        mover.plan.url = "sftp:nas:/photos";
        mover.plan.onMissing = MissingPolicy.CONTINUE;

        List<FailureClass> failures = IntStream.range(0, 5)
                .mapToObj(i -> mover.execute(mover.plan.select(WantedSnapshot.NEWEST)))
                .map(outcome -> {
                    assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
                    assertThat(outcome.failure().step()).isEqualTo("select");
                    return outcome.failure().failureClass();
                })
                .toList();

        assertThat(failures)
                .containsExactly(
                        FailureClass.BUCKET_MISSING,
                        FailureClass.UNREACHABLE,
                        FailureClass.WRONG_PASSWORD,
                        FailureClass.LOCKED,
                        FailureClass.UNKNOWN);
        assertThat(mover.restic.commands()).containsOnly("snapshots --json --no-lock");
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindNothingOnlyWhereNothingLiesAndThatIsTakenForAnAnswer(MissingPolicy policy) throws IOException {
        Path stores = Path.of(mover.plan.url).getParent();
        Files.createDirectories(stores.resolve("photo").resolve("keys"));
        Files.writeString(stores.resolve("photo").resolve("config"), "the one that is meant");
        mover.plan.onMissing = policy;

        MoverOutcome outcome = missing();

        String nothing = "There is no repository at " + mover.plan.url + ". Did you mean one of these: "
                + stores.resolve("photo") + "?";
        assertThat(outcome.explanation()).isEqualTo(nothing);
        if (policy == MissingPolicy.CONTINUE || policy == MissingPolicy.CONTINUE_BEFORE_FIRST) {
            assertThat(outcome.result()).isEqualTo(RunResult.NO_SNAPSHOT);
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.logTail()).endsWith("Nothing was restored: " + policy.reason() + ".\n");
        } else {
            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure())
                    .isEqualTo(new RunFailure(
                            FailureClass.REPOSITORY_MISSING,
                            "select",
                            null,
                            nothing + " It fails because " + policy.reason() + "."));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverTakeDoubtForNothing(MissingPolicy policy) throws IOException {
        mover.plan.onMissing = policy;
        Path place = Path.of(mover.plan.url);

        Files.createDirectories(place.resolve("videos"));
        MoverOutcome foreign = missing();
        Files.createDirectories(place.resolve("data"));
        Files.writeString(place.resolve("data").resolve("00"), "a pack");
        MoverOutcome headless = missing();
        mover.plan.url = directory.resolve("not mounted/photos").toString();
        MoverOutcome noParent = missing();

        assertThat(List.of(foreign, headless, noParent))
                .allSatisfy(outcome -> assertThat(outcome.result()).isEqualTo(RunResult.FAILED))
                .extracting(outcome -> outcome.failure().failureClass())
                .containsExactly(
                        FailureClass.REPOSITORY_MISSING, FailureClass.CONFIG_MISSING, FailureClass.UNREACHABLE);
        assertThat(foreign.failure().message()).contains("Other things lie there: videos/.");
    }

    /** Of SFTP and the like restic's exit code is all there is: enough for somebody who says so. */
    @Test
    void shouldTakeResticsWordOnlyWithContinue() {
        mover.plan.url = "sftp:nas:/photos";
        MoverOutcome unsaid = missing();
        mover.plan.onMissing = MissingPolicy.CONTINUE;
        MoverOutcome said = missing();

        assertThat(unsaid.failure().failureClass()).isEqualTo(FailureClass.REPOSITORY_MISSING);
        assertThat(unsaid.failure().message()).endsWith("set onMissingSnapshot: Continue.");
        assertThat(said.result()).isEqualTo(RunResult.NO_SNAPSHOT);
    }

    @Test
    void shouldGoOnWithoutTheSnapshotAskedForOnlyWithContinueAndNeverByMistake() {
        List<WantedSnapshot> missing = List.of(
                new WantedSnapshot(null, NOON.minusSeconds(9000), 0),
                new WantedSnapshot(null, null, 3),
                new WantedSnapshot("ffffffff", null, 0));
        List<WantedSnapshot> mistaken = List.of(
                new WantedSnapshot(null, null, -1),
                new WantedSnapshot("00", null, 0),
                new WantedSnapshot("latest", null, 0),
                new WantedSnapshot(Says.id(4), null, 0));
        for (MissingPolicy policy : MissingPolicy.values()) {
            mover.plan.onMissing = policy;
            assertThat(missing)
                    .extracting(this::select)
                    .containsOnly(policy == MissingPolicy.CONTINUE ? RunResult.NO_SNAPSHOT : RunResult.FAILED);
            assertThat(mistaken).extracting(this::select).containsOnly(RunResult.FAILED);
        }
    }

    private RunResult select(WantedSnapshot wanted) {
        mover.restic.answer("snapshots", Answer.ok(SNAPSHOTS));
        return mover.execute(mover.plan.select(wanted)).result();
    }

    private MoverOutcome missing() {
        mover.restic.answer("snapshots", Answer.exit(10, Says.MISSING));
        return mover.execute(mover.plan.select(WantedSnapshot.NEWEST));
    }

    @Test
    void shouldLookAgainWhereARepositoryWasMadeInThatMoment() throws IOException {
        Files.createDirectories(Path.of(mover.plan.url));
        Files.writeString(Path.of(mover.plan.url, "config"), "made by somebody");
        mover.restic.answer("snapshots", Answer.exit(10, Says.MISSING)).answer("snapshots", Answer.ok(SNAPSHOTS));

        assertThat(mover.execute(mover.plan.select(WantedSnapshot.NEWEST))
                        .snapshot()
                        .id())
                .isEqualTo(Says.id(1));
    }

    @Test
    void shouldListTheNewestTwentyOfALongHistory() {
        mover.restic.answer("snapshots", Answer.ok(Says.hourly(500, NOON)));

        MoverOutcome outcome = mover.execute(mover.plan.select(WantedSnapshot.NEWEST));
        MoverOutcome read =
                new OutcomeCodec().decode(new OutcomeCodec().encode(outcome)).orElseThrow();

        assertThat(read.snapshots())
                .extracting(SnapshotBrief::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(Says::id).toList());
    }

    private static SnapshotBrief ours(int number, int hoursAgo, long files, long bytes) {
        return new SnapshotBrief(
                Says.id(number), NOON.minusSeconds(3600L * hoursAgo), "volsync", "/data", files, bytes);
    }
}
