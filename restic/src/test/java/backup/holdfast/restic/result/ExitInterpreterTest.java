package backup.holdfast.restic.result;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.command.ResticVerb;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessResult.Ended;
import backup.holdfast.restic.process.ProcessResult.OutputState;
import backup.holdfast.restic.process.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExitInterpreterTest {

    private static final ProcessIdentity PROCESS = new ProcessIdentity(1, Instant.EPOCH, "");
    private static final Testimony SILENT = new Testimony(Optional.empty(), Optional.empty(), List.of(), List.of());
    private static final RunReport REPORT =
            new RunReport(Optional.of(PROCESS), OptionalInt.empty(), Duration.ZERO, "", "", List.of(), 0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    UNREACHABLE | Fatal: unable to open config file: Stat: Get "http://10.0.0.9:9000/b/?location=": dial tcp 10.0.0.9:9000: connect: connection refused
                    UNREACHABLE | Fatal: unable to open config file: Stat: Get "https://minio/b/": dial tcp: lookup minio on 10.96.0.10:53: no such host
                    UNREACHABLE | Fatal: unable to open config file: Stat: Get "https://minio/b/": dial tcp 10.0.0.9:443: i/o timeout
                    UNREACHABLE | Fatal: unable to save snapshot: Put "https://minio/b/data/aa": net/http: TLS handshake timeout
                    UNREACHABLE | Fatal: unable to save snapshot: Put "https://minio/b/data/aa": write tcp 10.0.0.1:4->10.0.0.9:443: write: connection reset by peer
                    UNREACHABLE | Fatal: unable to open config file: Stat: 503 Service Unavailable
                    UNREACHABLE | Fatal: unable to open config file: unexpected HTTP response (502): 502 Bad Gateway
                    UNREACHABLE | Fatal: unable to open config file: stat /repository/config: stale NFS file handle
                    UNREACHABLE | Fatal: unable to open repository at sftp:nas:/x: unable to start the sftp session, error: unexpected EOF
                    CERTIFICATE_UNTRUSTED | Fatal: unable to open config file: Stat: http: server gave HTTP response to HTTPS client
                    CERTIFICATE_UNTRUSTED | Fatal: unable to open config file: Stat: Get "https://minio/b/": tls: failed to verify certificate: x509: certificate signed by unknown authority
                    CERTIFICATE_UNTRUSTED | Fatal: unable to open config file: Stat: Get "https://minio/b/": x509: certificate has expired or is not yet valid
                    ACCESS_DENIED | Fatal: unable to open config file: Stat: Access Denied.
                    ACCESS_DENIED | Fatal: unable to open config file: Stat: The AWS Access Key Id you provided does not exist in our records.
                    ACCESS_DENIED | Fatal: unable to open config file: Stat: The Access Key Id you provided does not exist in our records.
                    ACCESS_DENIED | Fatal: unable to open config file: Stat: The request signature we calculated does not match the signature you provided. Check your key and signing method.
                    ACCESS_DENIED | Fatal: unable to open repository at s3:http://h/b: s3.getCredentials: no credentials found. Use `-o s3.unsafe-anonymous-auth=true` for anonymous authentication
                    ACCESS_DENIED | Fatal: unable to open config file: unexpected HTTP response (401): 401 Unauthorized
                    ACCESS_DENIED | Fatal: unable to open config file: stat /repository/config: permission denied
                    ACCESS_DENIED | unable to create lock in backend: open /repository/locks/0c2d: permission denied
                    BUCKET_MISSING | Fatal: unable to open config file: Stat: The specified bucket does not exist
                    BUCKET_MISSING | Fatal: unable to open config file: RESPONSE 404: 404 The specified container does not exist. ERROR CODE: ContainerNotFound
                    CLOCK_SKEW | Fatal: unable to open config file: Stat: The difference between the request time and the server's time is too large.
                    CLOCK_SKEW | Fatal: unable to open config file: Stat: RequestTimeTooSkewed
                    WRONG_REGION | Fatal: unable to open config file: Stat: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'
                    WRONG_REGION | Fatal: unable to open config file: AuthorizationHeaderMalformed: unexpected scope
                    REQUEST_REJECTED | Fatal: unable to open config file: Stat: 400 Bad Request
                    NO_SPACE | Fatal: unable to save snapshot: write /cache/restic-temp-pack-1: no space left on device
                    NO_SPACE | Fatal: unable to save snapshot: Save(<data/aa>) open /repository/data/aa/aa-tmp: disk quota exceeded
                    NO_SPACE | Fatal: unable to save snapshot: Put: Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.
                    TEMP_DIRECTORY_UNUSABLE | Fatal: unable to save snapshot: open /tmp/restic-temp-pack-292198352: no such file or directory
                    TEMP_DIRECTORY_UNUSABLE | Fatal: unable to save snapshot: failed to save blob from file "": open /tmp/restic-temp-pack-29: read-only file system
                    REPOSITORY_DAMAGED | Fatal: config or key f4e9982bd9 is damaged: ciphertext verification failed
                    REPOSITORY_DAMAGED | Fatal: repository contains errors
                    REPOSITORY_DAMAGED | Fatal: unable to load index 0c2d: ciphertext verification failed
                    REPOSITORY_DAMAGED | ReadFull(<data/b082100866>): open /repository/data/b0/b082100866: no such file or directory
                    REPOSITORY_UNSUPPORTED | Fatal: config cannot be loaded: unsupported repository version
                    REPOSITORY_EXISTS | Fatal: create repository at /r failed: Fatal: unable to open repository at /r: config file already exists
                    SNAPSHOT_NOT_FOUND | Fatal: failed to find snapshot: no matching ID found for prefix "ffffffff"
                    SNAPSHOT_NOT_FOUND | no matching ID found for prefix "deadbeef"
                    PATH_NOT_FOUND | path nope: not found
                    PATH_NOT_FOUND | Fatal: cannot dump file: path "/nope" not found in snapshot
                    SOURCE_MISSING | Fatal: all source directories/files do not exist
                    TARGET_UNUSABLE | cannot create target directory: mkdir /proc/x: no such file or directory
                    USAGE | Fatal: parsing repository location failed: invalid backend
                    USAGE | unknown flag: --nosuch
                    PASSWORD_MISSING | Fatal: an empty password is not allowed by default. Pass the flag `--insecure-no-password` to restic to disable this check
                    UNKNOWN | Fatal: something restic has never said before
                    """)
    void shouldTellCausesByTheLastWords(FailureKind kind, String message) {
        Testimony testimony = new Testimony(Optional.of(message), Optional.empty(), List.of(), List.of());

        assertThat(failure(ResticVerb.CAT_CONFIG, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(
            value = ResticVerb.class,
            names = {"BACKUP", "FORGET"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldNotTakeExitThreeForPartOfASuccessWhereItMeansNothing(ResticVerb verb) {
        assertThat(failure(verb, SILENT, ended(3, StopReason.NONE), Optional.of("answer"))
                        .kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void shouldCallAForgetThatRemovedOnlySomePartial() {
        ResticResult<String> result = new ExitInterpreter(ResticVerb.FORGET, SILENT)
                .interpret(ended(3, StopReason.NONE), Optional.of("answer"), REPORT);

        assertThat(result)
                .isEqualTo(new ResticResult.Partial<>(
                        "answer",
                        new ResticFailure(
                                FailureKind.FORGET_INCOMPLETE,
                                Optional.empty(),
                                OptionalInt.of(3),
                                "restic forget ended with exit code 3 and said nothing",
                                Optional.empty()),
                        REPORT));
    }

    @Test
    void shouldNotCallABackupPartialThatGaveNoSummary() {
        assertThat(failure(ResticVerb.BACKUP, SILENT, ended(3, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.SOURCE_UNREADABLE);
    }

    @Test
    void shouldNotTrustAGoodExitWithoutAnAnswer() {
        assertThat(failure(ResticVerb.BACKUP, SILENT, ended(0, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.OUTPUT_UNREADABLE);
    }

    @ParameterizedTest
    @MethodSource("unknownCodes")
    void shouldCallEveryUnknownCodeAFailure(int code) {
        assertThat(failure(ResticVerb.BACKUP, SILENT, ended(code, StopReason.NONE), Optional.of("answer"))
                        .kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    static IntStream unknownCodes() {
        return IntStream.rangeClosed(4, 255)
                .filter(code -> !List.of(10, 11, 12).contains(code))
                .filter(code -> code < 129 || code > 192);
    }

    @ParameterizedTest
    @CsvSource({"2, CRASHED", "130, KILLED", "137, KILLED", "143, KILLED", "134, KILLED"})
    void shouldKnowCrashesAndSignals(int code, FailureKind kind) {
        assertThat(failure(ResticVerb.BACKUP, SILENT, ended(code, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED, 1, CANCELLED",
        "CANCELLED, 130, CANCELLED",
        "CANCELLED, 137, CANCELLED",
        "DEADLINE, 143, DEADLINE_EXCEEDED",
        "NO_PROGRESS, 11, STALLED"
    })
    void shouldBelieveOurOwnFlagBeforeTheExitCode(StopReason stop, int code, FailureKind kind) {
        assertThat(failure(ResticVerb.BACKUP, SILENT, ended(code, stop), Optional.empty())
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void shouldCallARunThatFinishedBeforeItCouldBeStoppedASuccess() {
        assertThat(new ExitInterpreter(ResticVerb.BACKUP, SILENT)
                        .interpret(ended(0, StopReason.CANCELLED), Optional.of("answer"), REPORT))
                .isEqualTo(new ResticResult.Success<>("answer", REPORT));
    }

    @Test
    void shouldSayWhatItGaveUpOnRatherThanThatItStopped() {
        Testimony testimony = new Testimony(
                Optional.of("Fatal: unable to open config file: context canceled"),
                RetryNotice.parse(
                        "Stat(<config/>) returned error, retrying after 1.1s: Stat: The specified bucket does not"
                                + " exist"),
                List.of(),
                List.of());

        assertThat(failure(ResticVerb.BACKUP, testimony, ended(130, StopReason.CANCELLED), Optional.empty()))
                .isEqualTo(new ResticFailure(
                        FailureKind.BUCKET_MISSING,
                        Optional.empty(),
                        OptionalInt.of(130),
                        "Stat(<config/>): Stat: The specified bucket does not exist",
                        Optional.empty()));
        assertThat(failure(
                                ResticVerb.BACKUP,
                                testimony.withoutGivingUp(),
                                ended(130, StopReason.CANCELLED),
                                Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void shouldKeepTheSnapshotOfABackupThatFailedAfterSavingIt() {
        ResticResult<String> result = new ExitInterpreter(ResticVerb.BACKUP, SILENT)
                .interpret(ended(1, StopReason.NONE), Optional.of("saved"), REPORT);

        assertThat(result).isInstanceOf(ResticResult.Failure.class);
        assertThat(result.reported()).contains("saved");
    }

    @Test
    void shouldSayWhyAProcessNeverStarted() {
        ProcessResult missing =
                new ProcessResult.NotStarted(ProcessResult.Cause.PROGRAM_MISSING, "/usr/bin/restic does not exist");
        ProcessResult cancelled =
                new ProcessResult.NotStarted(ProcessResult.Cause.CANCELLED, "cancelled before it was started");

        assertThat(failure(ResticVerb.BACKUP, SILENT, missing, Optional.empty()))
                .isEqualTo(new ResticFailure(
                        FailureKind.NOT_STARTED,
                        Optional.empty(),
                        OptionalInt.empty(),
                        "/usr/bin/restic does not exist",
                        Optional.empty()));
        assertThat(failure(ResticVerb.BACKUP, SILENT, cancelled, Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void shouldNotSayThatAnUnstoppableProcessHasEnded() {
        ProcessResult stuck = new ProcessResult.Unstoppable(PROCESS, StopReason.DEADLINE, Duration.ofMinutes(1));

        assertThat(failure(ResticVerb.BACKUP, SILENT, stuck, Optional.empty()).kind())
                .isEqualTo(FailureKind.UNSTOPPABLE);
    }

    @Test
    void shouldNotReadACauseOutOfTheNamesOfTheUsersFiles() {
        Testimony testimony = new Testimony(
                Optional.of("Fatal: unable to save snapshot"),
                Optional.empty(),
                List.of(),
                List.of("lstat /data/Access Denied.txt: input/output error"));

        assertThat(failure(ResticVerb.BACKUP, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void shouldPreferTheNewestOfSeveralCauses() {
        Testimony testimony = new Testimony(
                Optional.of("Fatal: unable to open config file: context canceled"),
                Optional.empty(),
                List.of("Stat: dial tcp 10.0.0.9:9000: connection refused", "Stat: Access Denied."),
                List.of());

        assertThat(failure(ResticVerb.BACKUP, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.ACCESS_DENIED);
    }

    @Test
    void shouldNotBlameATroubleOfLongAgo() {
        List<String> prose = IntStream.range(0, 30)
                .mapToObj(n -> n == 0 ? "dial tcp 10.0.0.9:9000: connection refused" : "line " + n)
                .toList();
        Testimony testimony = new Testimony(Optional.empty(), Optional.empty(), prose, List.of());

        assertThat(failure(ResticVerb.BACKUP, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void shouldSayThatALockIsGone() {
        Testimony testimony = new Testimony(
                Optional.of("open /repository/locks/0c2d: no such file or directory"),
                Optional.empty(),
                List.of(),
                List.of());

        assertThat(failure(ResticVerb.CAT_LOCK, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.LOCK_GONE);
    }

    @Test
    void shouldSeeThatTheBucketAndNotOnlyTheRepositoryIsMissing() {
        Testimony testimony = new Testimony(
                Optional.of("Fatal: repository does not exist: unable to open config file: Stat: The specified bucket"
                        + " does not exist"),
                Optional.empty(),
                List.of(),
                List.of());

        assertThat(failure(ResticVerb.CAT_CONFIG, testimony, ended(10, StopReason.NONE), Optional.empty())
                        .kind())
                .isEqualTo(FailureKind.BUCKET_MISSING);
    }

    @Test
    void shouldReadTheHolderOfAnExclusiveLockWithAnOldAge() {
        Testimony testimony = new Testimony(
                Optional.of("unable to create lock in backend: repository is already locked exclusively by PID 30226 on"
                        + " hf-7c1e-20261120t0400 by a user (UID 1000, GID 2000)\n"
                        + "lock was created at 2026-11-21 07:28:28 (25h3m1.5s ago)\nstorage ID 2660ff6e\n"
                        + "the `unlock` command can be used to remove stale locks"),
                Optional.empty(),
                List.of(),
                List.of());

        assertThat(failure(ResticVerb.PRUNE, testimony, ended(11, StopReason.NONE), Optional.empty())
                        .lockHolder())
                .contains(new LockHolder(
                        "2660ff6e",
                        true,
                        30226,
                        "hf-7c1e-20261120t0400",
                        "a user",
                        1000,
                        2000,
                        Duration.ofHours(25).plusMinutes(3).plusMillis(1500)));
    }

    @Test
    void shouldBoundTheMessage() {
        Testimony testimony =
                new Testimony(Optional.of("Fatal: " + "x".repeat(5000)), Optional.empty(), List.of(), List.of());

        assertThat(failure(ResticVerb.BACKUP, testimony, ended(1, StopReason.NONE), Optional.empty())
                        .message())
                .isEqualTo("x".repeat(1024) + "…");
    }

    /** restic goes on as if there were none, and ends well. */
    @ParameterizedTest
    @EnumSource(
            value = ResticVerb.class,
            names = {"SNAPSHOTS", "FORGET"})
    void shouldNotTakeAListThatCouldNotBeReadForAnEmptyOne(ResticVerb verb) {
        Testimony refused = new Testimony(
                Optional.empty(), Optional.empty(), List.of("could not load snapshots: Access Denied."), List.of());

        ResticResult<String> result =
                new ExitInterpreter(verb, refused).interpret(ended(0, StopReason.NONE), Optional.of("[]"), REPORT);

        assertThat(result)
                .isEqualTo(new ResticResult.Failure<>(
                        failure(verb, refused, ended(0, StopReason.NONE), Optional.of("[]")),
                        Optional.empty(),
                        REPORT));
        assertThat(failure(verb, refused, ended(0, StopReason.NONE), Optional.of("[]")))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.ACCESS_DENIED))
                .satisfies(
                        failure -> assertThat(failure.message()).isEqualTo("could not load snapshots: Access Denied."));
    }

    private static ProcessResult ended(int code, StopReason stop) {
        return new Ended(PROCESS, code, stop, OutputState.COMPLETE, Duration.ZERO);
    }

    private static ResticFailure failure(
            ResticVerb verb, Testimony testimony, ProcessResult result, Optional<String> reported) {
        ResticResult<String> interpreted = new ExitInterpreter(verb, testimony).interpret(result, reported, REPORT);
        assertThat(interpreted).isInstanceOf(ResticResult.Failure.class);
        return ((ResticResult.Failure<String>) interpreted).failure();
    }
}
