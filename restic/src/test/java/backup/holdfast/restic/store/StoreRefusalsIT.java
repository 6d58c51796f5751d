package backup.holdfast.restic.store;

import static backup.holdfast.restic.store.Stores.ACCESS_KEY;
import static backup.holdfast.restic.store.Stores.SECRET_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.testsupport.s3.AmazonAnswers;
import backup.holdfast.testsupport.s3.B2Answers;
import backup.holdfast.testsupport.s3.GarageAnswers;
import backup.holdfast.testsupport.s3.ListingAnswer;
import backup.holdfast.testsupport.s3.MinioAnswers;
import backup.holdfast.testsupport.s3.ScriptedAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the refusals of the stores people use, and of answers that are not S3's at all. */
@Timeout(60)
class StoreRefusalsIT {

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "Amazon, no bucket",
                        AmazonAnswers.noSuchBucket("backups"),
                        Kind.BUCKET_MISSING,
                        "{} has no bucket backups: create it, or correct RESTIC_REPOSITORY."),
                Arguments.of(
                        "Garage, no bucket",
                        GarageAnswers.noSuchBucket("backups"),
                        Kind.BUCKET_MISSING,
                        "{} has no bucket backups: create it, or correct RESTIC_REPOSITORY."),
                Arguments.of(
                        "MinIO, no bucket",
                        MinioAnswers.noSuchBucket(),
                        Kind.BUCKET_MISSING,
                        "{} has no bucket backups: create it, or correct RESTIC_REPOSITORY."),
                Arguments.of(
                        "B2, no bucket",
                        B2Answers.noSuchBucket("backups"),
                        Kind.BUCKET_MISSING,
                        "{} has no bucket backups: create it, or correct RESTIC_REPOSITORY."),
                Arguments.of(
                        "Amazon, denied",
                        AmazonAnswers.accessDenied(),
                        Kind.ACCESS_DENIED,
                        "{} does not allow this in bucket backups (AccessDenied: Access Denied): let the key list, read,"
                                + " write and delete there."),
                Arguments.of(
                        "Garage, denied",
                        GarageAnswers.notAllowed(),
                        Kind.ACCESS_DENIED,
                        "{} does not allow this in bucket backups (AccessDenied: Forbidden: Operation is not allowed for"
                                + " this key): let the key list, read, write and delete there."),
                Arguments.of(
                        "MinIO, denied",
                        MinioAnswers.accessDenied(),
                        Kind.ACCESS_DENIED,
                        "{} does not allow this in bucket backups (AccessDenied: Access Denied): let the key list, read,"
                                + " write and delete there."),
                Arguments.of(
                        "B2, a key of another bucket",
                        B2Answers.notEntitled(),
                        Kind.ACCESS_DENIED,
                        "{} does not allow this in bucket backups (AccessDenied: not entitled): let the key list, read,"
                                + " write and delete there."),
                Arguments.of(
                        "B2, transaction cap",
                        B2Answers.capExceeded("Transaction"),
                        Kind.CAP_EXCEEDED,
                        "{} refuses because a cap of the account is reached (AccessDenied: Transaction cap exceeded, see"
                                + " the Caps & Alerts page to increase your cap): raise it, or wait until it is counted"
                                + " anew."),
                Arguments.of(
                        "Amazon, unknown key",
                        AmazonAnswers.unknownKey(ACCESS_KEY),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (InvalidAccessKeyId: The AWS Access Key Id you provided does not exist"
                                + " in our records): check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "Garage, unknown key",
                        GarageAnswers.unknownKey(ACCESS_KEY),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (AccessDenied: Forbidden: No such key: ***): check AWS_ACCESS_KEY_ID"
                                + " and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "MinIO, unknown key",
                        MinioAnswers.unknownKey(),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (InvalidAccessKeyId: The Access Key Id you provided does not exist in"
                                + " our records): check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "B2, unknown key",
                        B2Answers.unknownKey(ACCESS_KEY),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (InvalidAccessKeyId: The key '***' is not valid): check"
                                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "Amazon, wrong secret",
                        AmazonAnswers.wrongSecret(ACCESS_KEY),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (SignatureDoesNotMatch: The request signature we calculated does not"
                                + " match the signature you provided. Check your key and signing method): check"
                                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "Garage, wrong secret",
                        GarageAnswers.wrongSecret(),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (AccessDenied: Forbidden: Invalid signature): check AWS_ACCESS_KEY_ID"
                                + " and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "B2, wrong secret",
                        B2Answers.wrongSecret(),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (SignatureDoesNotMatch: Signature validation failed): check"
                                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "Amazon, expired token",
                        AmazonAnswers.expiredToken(),
                        Kind.CREDENTIALS_REFUSED,
                        "{} does not accept the keys (ExpiredToken: The provided token has expired): check"
                                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
                Arguments.of(
                        "Amazon, clock",
                        AmazonAnswers.clockSkew(),
                        Kind.CLOCK_SKEW,
                        "{} refuses because our clock and its own differ too much: mend time synchronisation."),
                Arguments.of(
                        "MinIO, clock",
                        MinioAnswers.clockSkew(),
                        Kind.CLOCK_SKEW,
                        "{} refuses because our clock and its own differ too much: mend time synchronisation."),
                Arguments.of(
                        "Garage, clock",
                        GarageAnswers.oldDate(),
                        Kind.CLOCK_SKEW,
                        "{} refuses because our clock and its own differ too much: mend time synchronisation."),
                Arguments.of(
                        "B2, busy",
                        B2Answers.slowDown(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (503 SlowDown: Please reduce your request rate): look at the store if it"
                                + " lasts."),
                Arguments.of(
                        "Amazon, busy",
                        AmazonAnswers.slowDown(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (503 SlowDown: Please reduce your request rate): look at the store if it"
                                + " lasts."),
                Arguments.of(
                        "Amazon, broken",
                        AmazonAnswers.internalError(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (500 InternalError: We encountered an internal error. Please try again): look"
                                + " at the store if it lasts."),
                Arguments.of(
                        "MinIO, starting",
                        MinioAnswers.notInitialised(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (503 XMinioServerNotInitialized: Server not initialized yet, please try"
                                + " again): look at the store if it lasts."),
                Arguments.of(
                        "MinIO, busy",
                        MinioAnswers.slowDown(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (503 SlowDownRead: Resource requested is unreadable, please reduce your"
                                + " request rate): look at the store if it lasts."),
                Arguments.of(
                        "Garage, no quorum",
                        GarageAnswers.noQuorum(),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (503 ServiceUnavailable: Internal error: Could not reach quorum of 2. 1 of 3"
                                + " request succeeded, others returned errors): look at the store if it lasts."),
                Arguments.of(
                        "a gateway",
                        ScriptedAnswer.html(502, "<html>Bad Gateway</html>"),
                        Kind.SERVER_ERROR,
                        "{} can't answer now (502): look at the store if it lasts."),
                Arguments.of(
                        "a web server",
                        ScriptedAnswer.html(404, "<html>Not Found</html>"),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "a portal",
                        ScriptedAnswer.html(200, "<html><body>Please sign in</body></html>"),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "a portal with broken HTML",
                        ScriptedAnswer.html(200, "<html><p>Please<br>sign in"),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "a server of JSON",
                        ScriptedAnswer.html(200, "{\"status\":\"ok\"}"),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "an empty answer",
                        ScriptedAnswer.html(200, ""),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "a web server that moved",
                        ScriptedAnswer.redirect("/login"),
                        Kind.NOT_S3,
                        "{} answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY."),
                Arguments.of(
                        "a web server that wants TLS",
                        ScriptedAnswer.redirect("https://store.example/"),
                        Kind.TLS_NEEDED,
                        "{} speaks TLS: write https:// instead of http:// in RESTIC_REPOSITORY."),
                Arguments.of(
                        "Go's server of TLS",
                        ScriptedAnswer.html(400, "Client sent an HTTP request to an HTTPS server.\n"),
                        Kind.TLS_NEEDED,
                        "{} speaks TLS: write https:// instead of http:// in RESTIC_REPOSITORY."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldSayWhatARefusalMeansInOneRequest(String who, ScriptedAnswer answer, Kind kind, String message) {
        try (ScriptedS3 server = ScriptedS3.start(answer);
                RepositoryStore store = open(server, Map.of())) {
            StoreFailure failure = Stores.failure(store.presence());

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.message()).isEqualTo(message.replace("{}", failure.endpoint()));
            assertThat(failure.endpoint()).isEqualTo(server.endpoint().getAuthority());
            assertThat(failure.toString()).doesNotContain(ACCESS_KEY).doesNotContain(SECRET_KEY);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldNotTakeARefusalForAnAnswerToAnyQuestion(String who, ScriptedAnswer answer, Kind kind) {
        try (ScriptedS3 server = ScriptedS3.start(answer);
                RepositoryStore store = open(server, Map.of())) {
            assertThat(Stores.failure(store.locks()).kind()).isEqualTo(kind);
            assertThat(Stores.failure(store.sizes()).kind()).isEqualTo(kind);
            assertThat(Stores.failure(store.siblings(5)).kind()).isEqualTo(kind);
            assertThat(Stores.failure(store.storeTime()).kind()).isEqualTo(kind);
        }
    }

    static Stream<Arguments> regions() {
        return Stream.of(
                Arguments.of("Garage", GarageAnswers.unexpectedScope("us-east-1"), "garage"),
                Arguments.of("MinIO", MinioAnswers.wrongRegion("home-1"), "home-1"),
                Arguments.of("Amazon", AmazonAnswers.wrongRegion("us-east-1", "eu-central-1"), "eu-central-1"),
                Arguments.of("a redirect", AmazonAnswers.permanentRedirect("backups", "eu-central-1"), "eu-central-1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("regions")
    void shouldNameTheRightRegionWhereAnotherIsSet(String who, ScriptedAnswer answer, String region) {
        try (ScriptedS3 server = ScriptedS3.start(answer);
                RepositoryStore store = open(server, Map.of("AWS_DEFAULT_REGION", "us-east-1"))) {
            StoreFailure failure = Stores.failure(store.presence());

            assertThat(failure)
                    .isEqualTo(new StoreFailure(
                            Kind.WRONG_REGION,
                            failure.endpoint() + " refuses requests signed for region us-east-1, its own is " + region
                                    + ": set AWS_DEFAULT_REGION to " + region + ".",
                            failure.endpoint(),
                            Optional.of(region),
                            failure.storeTime()));
            assertThat(server.requests())
                    .extracting(ScriptedS3.ScriptedRequest::region)
                    .containsExactly(Optional.of("us-east-1"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("regions")
    void shouldTakeTheRegionTheStoreNamesWhereNoneIsSet(String who, ScriptedAnswer refusal, String region) {
        try (ScriptedS3 server = ScriptedS3.start(request -> request.region().equals(Optional.of(region))
                        ? ListingAnswer.of("backups", "app/").answer()
                        : refusal);
                RepositoryStore store = open(server, Map.of("AWS_REGION", "restic does not read this one"))) {
            assertThat(store.presence()).isEqualTo(new Answered<>(new Absent()));
            assertThat(store.presence()).isEqualTo(new Answered<>(new Absent()));

            assertThat(server.requests())
                    .extracting(ScriptedS3.ScriptedRequest::region)
                    .containsExactly(Optional.of("us-east-1"), Optional.of(region), Optional.of(region));
        }
    }

    @Test
    void shouldTellTheTimeOfAStoreThatRefuses() {
        try (ScriptedS3 server = ScriptedS3.start(AmazonAnswers.clockSkew());
                RepositoryStore store = open(server, Map.of())) {
            Instant before = Instant.now();

            assertThat(Stores.failure(store.presence()).storeTime())
                    .hasValueSatisfying(time ->
                            assertThat(Duration.between(before, time).abs()).isLessThan(Duration.ofSeconds(10)));
        }
    }

    @Test
    void shouldRemoveALockByOneDeletionThatB2AnswersByHiding() {
        LockId lock = new LockId("0a".repeat(32));
        try (ScriptedS3 server = ScriptedS3.start(B2Answers.hidden());
                RepositoryStore store = open(server, Map.of())) {
            assertThat(store.removeLock(lock)).isEqualTo(new Answered<>(lock));

            assertThat(server.requests())
                    .extracting(it -> it.request().method() + " " + it.request().target())
                    .containsExactly("DELETE /backups/app/locks/" + lock.value());
        }
    }

    private static RepositoryStore open(ScriptedS3 server, Map<String, String> more) {
        return Stores.open(Stores.repository(Stores.bucket(server.endpoint(), "backups"), "app", more));
    }
}
