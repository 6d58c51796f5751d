package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.MissingRepository.Evidence;
import backup.holdfast.replication.mover.MissingRepository.Verdict;
import backup.holdfast.replication.mover.MissingRepository.Verdict.Create;
import backup.holdfast.replication.mover.MissingRepository.Verdict.LookAgain;
import backup.holdfast.replication.mover.MissingRepository.Verdict.Refuse;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.store.Contents;
import backup.holdfast.restic.store.RepositoryPresence;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Foreign;
import backup.holdfast.restic.store.RepositoryPresence.Headless;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.Siblings;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.restic.store.StoreResult;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import backup.holdfast.restic.store.StoreTime;
import backup.holdfast.restic.store.StoredLocks;
import backup.holdfast.restic.store.StoredSizes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MissingRepositoryTest {
    private static final String HERE = "s3:https://minio/bucket/photos";
    private static final String BEFORE = "s3:https://minio/bucket/photo";
    private static final Headless HALF =
            new Headless(ConfigState.MISSING, new Contents(List.of("data/", "index/", "keys/"), 3));
    private static final Foreign OTHERS = new Foreign(new Contents(List.of("music/", "videos/"), 2));

    private FakeStore store = new FakeStore(new Answered<>(new Absent()), List.of());

    @Test
    void shouldCreateWhereTheStorageSaysForCertainThatNothingLies() {
        assertThat(judge(Absence.CREATE)).isEqualTo(new Create());
        assertThat(judge(Absence.CREATE_BY_CONSENT)).isEqualTo(new Create());
        assertThat(store.siblingsAsked).isZero();
    }

    @Test
    void shouldNameBothAddressesAndTheNeighboursWhereHistoryIsExpected() {
        store = new FakeStore(new Answered<>(new Absent()), List.of(BEFORE, "s3:https://minio/bucket/photos-old"));

        assertThat(judge(Absence.FAIL))
                .isEqualTo(new Refuse(
                        FailureClass.REPOSITORY_MISSING,
                        "There is no repository at " + HERE + ". The history of this source is at " + BEFORE
                                + ". Did you mean one of these: " + BEFORE + ", s3:https://minio/bucket/photos-old?",
                        Evidence.NOTHING_THERE));
        assertThat(store.siblingsAsked).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Absence.class)
    void shouldCreateNothingOverHalfARepositoryWhateverWasAgreedTo(Absence absence) {
        store = new FakeStore(new Answered<>(HALF), List.of());

        assertThat(judge(absence))
                .isEqualTo(new Refuse(
                        FailureClass.CONFIG_MISSING,
                        "At " + HERE
                                + " lies part of a repository (data/, index/, keys/), but its config is missing: nothing"
                                + " can open it, and nothing was created or removed. The history of this source is at "
                                + BEFORE + ".",
                        Evidence.DOUBT));
    }

    @Test
    void shouldTakeAnEmptyConfigForALossToo() {
        store = new FakeStore(
                new Answered<>(new Headless(ConfigState.EMPTY, new Contents(List.of("config"), 1))), List.of());

        assertThat(judge(Absence.CREATE)).isInstanceOfSatisfying(Refuse.class, refuse -> {
            assertThat(refuse.failure()).isEqualTo(FailureClass.CONFIG_MISSING);
            assertThat(refuse.message()).contains("its config is empty");
        });
    }

    /** A first init that was killed wrote a key and no config. */
    @Test
    void shouldFinishAnInitThatWasCutShort() {
        store = new FakeStore(
                new Answered<>(new Headless(ConfigState.MISSING, new Contents(List.of("keys/"), 1))), List.of());

        assertThat(judge(Absence.CREATE)).isEqualTo(new Create());
        assertThat(judge(Absence.FAIL)).isInstanceOf(Refuse.class);
    }

    @Test
    void shouldCreateOneAmongOtherThingsOnlyWhenAsked() {
        store = new FakeStore(new Answered<>(OTHERS), List.of(HERE + "/music"));

        assertThat(judge(Absence.CREATE_BY_CONSENT)).isEqualTo(new Create());
        assertThat(judge(Absence.CREATE))
                .isEqualTo(new Refuse(
                        FailureClass.REPOSITORY_MISSING,
                        "There is no repository at " + HERE
                                + ". Other things lie there: music/, videos/. To create one among"
                                + " them all the same, set spec.restic.createRepository. The history of this source is at "
                                + BEFORE + ". Did you mean one of these: " + HERE + "/music?",
                        Evidence.DOUBT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost+found/", ".bzEmpty", ".snapshots/"})
    void shouldNotMindWhatFileSystemsAndStoresPutThereThemselves(String name) {
        store = new FakeStore(new Answered<>(new Foreign(new Contents(List.of(name), 1))), List.of());

        assertThat(judge(Absence.CREATE)).isEqualTo(new Create());
        assertThat(judge(Absence.FAIL))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.evidence()).isEqualTo(Evidence.NOTHING_THERE));
    }

    @Test
    void shouldLookAgainWhereItIsThereAfterAll() {
        store = new FakeStore(new Answered<>(new Present(155, Optional.empty())), List.of());

        assertThat(Stream.of(Absence.values()).map(this::judge)).containsOnly(new LookAgain());
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED,         ACCESS_DENIED",
        "CREDENTIALS_REFUSED,   ACCESS_DENIED",
        "CAP_EXCEEDED,          ACCESS_DENIED",
        "WRONG_REGION,          WRONG_REGION",
        "CLOCK_SKEW,            CLOCK_SKEW",
        "CERTIFICATE_UNTRUSTED, TLS_FAILED",
        "TIMEOUT,               UNREACHABLE",
        "SERVER_ERROR,          UNREACHABLE",
        "PARENT_MISSING,        UNREACHABLE",
        "STALE_MOUNT,           UNREACHABLE",
        "NOT_S3,                UNKNOWN",
        "NOT_REST,              UNKNOWN",
        "CANCELLED,             CANCELLED"
    })
    void shouldCreateNothingWhereTheStorageCannotSay(StoreFailure.Kind kind, FailureClass failure) {
        store = new FakeStore(new Failed<>(failure(kind)), List.of());

        assertThat(Stream.of(Absence.values()).map(this::judge))
                .containsOnly(new Refuse(failure, "the store's words", Evidence.DOUBT));
    }

    @Test
    void shouldMakeTheBucketForAFirstBackupOnly() {
        store = new FakeStore(new Failed<>(failure(StoreFailure.Kind.BUCKET_MISSING)), List.of());

        assertThat(judge(Absence.CREATE)).isEqualTo(new Create());
        assertThat(judge(Absence.CREATE_BY_CONSENT)).isEqualTo(new Create());
        assertThat(judge(Absence.FAIL))
                .isEqualTo(new Refuse(
                        FailureClass.BUCKET_MISSING,
                        "the store's words The history of this source is at " + BEFORE + ".",
                        Evidence.DOUBT));
    }

    @Test
    void shouldTakeResticsWordWhereNobodyElseCanLook() {
        assertThat(judge(Absence.CREATE, new StoreOpening.NoView("SFTP"))).isEqualTo(new Create());
        assertThat(judge(Absence.FAIL, new StoreOpening.NoView("SFTP")))
                .isEqualTo(new Refuse(
                        FailureClass.REPOSITORY_MISSING,
                        "There is no repository at " + HERE + ". The history of this source is at " + BEFORE + ".",
                        Evidence.RESTICS_WORD));
    }

    @Test
    void shouldTakeResticsWordWhereTheServerVouchesForNothing() {
        store = new FakeStore(new Failed<>(failure(StoreFailure.Kind.NO_PROOF)), List.of());

        assertThat(judge(Absence.CREATE)).isEqualTo(new Create());
        assertThat(judge(Absence.FAIL))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.evidence()).isEqualTo(Evidence.RESTICS_WORD));
    }

    @Test
    void shouldCreateNothingWithoutTheMeansToLook() {
        assertThat(judge(Absence.CREATE, new StoreOpening.Unusable(failure(StoreFailure.Kind.CREDENTIALS_MISSING))))
                .isEqualTo(new Refuse(FailureClass.ACCESS_DENIED, "the store's words", Evidence.DOUBT));
    }

    private Verdict judge(Absence absence) {
        Verdict verdict = judge(absence, new StoreOpening.Opened(store));
        assertThat(store.closed).isTrue();
        return verdict;
    }

    private static Verdict judge(Absence absence, StoreOpening opening) {
        ExpectedRepository expected = new ExpectedRepository("fingerprint", HERE, null, BEFORE, absence);
        ResticFailure said = new ResticFailure(
                FailureKind.REPOSITORY_MISSING,
                Optional.empty(),
                OptionalInt.of(10),
                "repository does not exist",
                Optional.empty());
        return new MissingRepository(expected, () -> opening).judge(said);
    }

    private static StoreFailure failure(StoreFailure.Kind kind) {
        return new StoreFailure(kind, "the store's words", "minio:443", Optional.empty(), Optional.empty());
    }

    /** Answers two questions. */
    private static final class FakeStore implements RepositoryStore {
        private final StoreResult<RepositoryPresence> presence;
        private final List<String> siblings;
        private int siblingsAsked;
        private boolean closed;

        FakeStore(StoreResult<RepositoryPresence> presence, List<String> siblings) {
            this.presence = presence;
            this.siblings = siblings;
        }

        @Override
        public StoreResult<RepositoryPresence> presence() {
            return presence;
        }

        @Override
        public StoreResult<Siblings> siblings(int limit) {
            siblingsAsked = limit;
            return new Answered<>(new Siblings(
                    siblings.stream().map(RepositoryLocation::parse).toList(), Coverage.COMPLETE));
        }

        @Override
        public StoreResult<StoredLocks> locks() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<LockId> removeLock(LockId lock) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoredSizes> sizes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoreTime> storeTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoreTime> timeOfWriting() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
