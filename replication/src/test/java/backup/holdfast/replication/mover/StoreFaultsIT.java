package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.testsupport.s3.AmazonAnswers;
import backup.holdfast.testsupport.s3.B2Answers;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.GarageAnswers;
import backup.holdfast.testsupport.s3.ListingAnswer;
import backup.holdfast.testsupport.s3.MinioAnswers;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Access;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3ProxyServer;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.s3.S3Request.Part;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.s3.ScriptedAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import backup.holdfast.testsupport.s3.ScriptedS3.ScriptedRequest;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that refuses, or holds something else than it should: what the run says, and that it creates nothing. */
@S3Test
@Timeout(60)
class StoreFaultsIT {
    private static final Map<String, String> REGION = Map.of("AWS_DEFAULT_REGION", "eu-central");

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(40));

    @TempDir
    Path directory;

    private MoverSite site;
    private PlanBuilder plan;

    @BeforeEach
    void create() throws IOException {
        site = new MoverSite(directory, ResticSeries.V0_19);
        plan = site.plan;
        Files.writeString(site.data.resolve("a.txt"), "hello\n");
    }

    static Stream<Arguments> refusals() {
        String notAllowed = "{} does not allow this in bucket backups (";
        String letIt = "): let the key list, read, write and delete there.";
        String clocks = "{} refuses because our clock and its own differ too much: mend time synchronisation.";
        return Stream.of(
                Arguments.of(
                        "B2, a key of another bucket",
                        B2Answers.notEntitled(),
                        Map.of(),
                        FailureClass.ACCESS_DENIED,
                        notAllowed + "AccessDenied: not entitled" + letIt),
                Arguments.of(
                        "MinIO, denied",
                        MinioAnswers.accessDenied(),
                        REGION,
                        FailureClass.ACCESS_DENIED,
                        notAllowed + "AccessDenied: Access Denied" + letIt),
                Arguments.of(
                        "B2, a cap, which restic takes for a denial",
                        B2Answers.capExceeded("Transaction"),
                        REGION,
                        FailureClass.ACCESS_DENIED,
                        "{} refuses because a cap of the account is reached (AccessDenied: Transaction cap exceeded, see the"
                                + " Caps & Alerts page to increase your cap): raise it, or wait until it is counted anew."),
                Arguments.of(
                        "a clock, which restic takes for a denial where the region is set",
                        AmazonAnswers.clockSkew(),
                        REGION,
                        FailureClass.CLOCK_SKEW,
                        clocks));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldTellARefusalByTheStoresOwnWordsAndCreateNothing(
            String name, ScriptedAnswer answer, Map<String, String> more, FailureClass failure, String message) {
        try (ScriptedS3 server = ScriptedS3.start(answer)) {
            site.reach(bucket(server));
            plan.ifAbsent = Absence.CREATE;
            site.secret.putAll(more);

            MoverOutcome outcome = site.run(plan.backup());

            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure()).isEqualTo(told(failure, "backup", server, message));
            assertWroteNothing(server);
        }
    }

    /** Without a region restic asks for it first, and that answer has words. */
    @Test
    void shouldNameTheClockWhereNoRegionIsSet() {
        try (ScriptedS3 server = ScriptedS3.start(MinioAnswers.clockSkew())) {
            site.reach(bucket(server));
            plan.ifAbsent = Absence.CREATE;

            MoverOutcome outcome = site.run(plan.backup());

            assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.CLOCK_SKEW);
            assertThat(outcome.failure().message())
                    .isEqualTo(
                            "Stat(<config/>): Stat: The difference between the request time and the server's time is too"
                                    + " large.");
            assertWroteNothing(server);
        }
    }

    /** restic itself sees a 400 without words and would ask for a quarter of an hour. */
    @Test
    void shouldNameTheRegionOfAGarage() {
        try (ScriptedS3 server = ScriptedS3.start(StoreFaultsIT::garage)) {
            site.reach(bucket(server));
            plan.ifAbsent = Absence.CREATE;
            site.secret.putAll(REGION);
            String message =
                    "{} refuses requests signed for region eu-central, its own is garage: set AWS_DEFAULT_REGION to garage.";

            MoverOutcome backup = site.run(plan.backup());
            MoverOutcome select = site.run(plan.select(WantedSnapshot.NEWEST));

            assertThat(backup.failure()).isEqualTo(told(FailureClass.WRONG_REGION, "backup", server, message));
            assertThat(select.failure()).isEqualTo(told(FailureClass.WRONG_REGION, "select", server, message));
            assertWroteNothing(server);
        }
    }

    @Test
    void shouldSaveNothingHalfWhenTheStoreRefusesInTheMiddle(S3Bucket bucket, CountingProxy proxy) throws IOException {
        site.reach(bucket.via(proxy));
        plan.ifAbsent = Absence.CREATE;
        String first = site.run(plan.backup()).snapshot().id();
        Random random = new Random(7);
        for (int i = 0; i < 24; i++) {
            byte[] bytes = new byte[1 << 20];
            random.nextBytes(bytes);
            Files.write(site.data.resolve("more-" + i), bytes);
        }
        plan.ifAbsent = Absence.FAIL;
        plan.tuning = new Tuning(null, 4, null, null, null);
        AtomicInteger packs = new AtomicInteger();
        proxy.behave(
                request -> request.method().equals("PUT") && request.part() == Part.DATA && packs.incrementAndGet() > 2
                        ? new Reaction.Refuse(403, "AccessDenied")
                        : new Reaction.Forward());

        MoverOutcome refused = site.run(plan.backup());
        proxy.behaveWell();
        List<String> afterwards = snapshots();
        MoverOutcome second = site.run(plan.backup());

        assertThat(refused.result()).isEqualTo(RunResult.FAILED);
        assertThat(refused.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.ACCESS_DENIED,
                        "backup",
                        1,
                        "unable to save snapshot: client.PutObject: AccessDenied"));
        assertThat(refused.snapshot()).isNull();
        assertThat(packs).hasValueGreaterThan(2);
        assertThat(afterwards).containsExactly(first);
        assertThat(second.failure()).isNull();
        assertThat(second.repository().origin()).isEqualTo(Origin.FOUND);
        assertThat(snapshots())
                .containsExactlyInAnyOrder(first, second.snapshot().id());
        assertThat(site.client().check(CheckOptions.STRUCTURE, CONTROL)).isInstanceOf(ResticResult.Success.class);
    }

    @Test
    void shouldNameTheNeighbourOfAMistypedAddress(S3Bucket bucket) {
        site.reach(bucket);
        plan.ifAbsent = Absence.CREATE;
        assertThat(site.run(plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
        String right = plan.url;
        plan.knownUrl = right;
        plan.url = bucket.resticRepository("photo");
        plan.ifAbsent = Absence.FAIL;

        MoverOutcome mistyped = site.run(plan.backup());
        MoverOutcome again = site.run(plan.backup());

        RunFailure expected = new RunFailure(
                FailureClass.REPOSITORY_MISSING,
                "backup",
                null,
                "There is no repository at " + plan.url + ". The history of this source is at " + right
                        + ". Did you mean one of these: " + right + "?");
        assertThat(mistyped.failure()).isEqualTo(expected);
        assertThat(again.failure()).isEqualTo(expected);
    }

    @Test
    void shouldCreateNothingOverARepositoryThatLostItsConfig() throws IOException {
        Path objects = directory.resolve("objects");
        try (S3ProxyServer server = S3ProxyServer.start(objects);
                CountingProxy proxy = CountingProxy.start(server.access().endpoint())) {
            server.createBucket("backups");
            site.reach(new S3Bucket(server.access(), "backups").via(proxy));
            plan.ifAbsent = Absence.CREATE;
            assertThat(site.run(plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
            Files.delete(objects.resolve("backups/photos/config"));
            proxy.forget();

            MoverOutcome outcome = site.run(plan.backup());

            assertThat(outcome.failure())
                    .isEqualTo(new RunFailure(
                            FailureClass.CONFIG_MISSING,
                            "backup",
                            null,
                            "At " + plan.url
                                    + " lies part of a repository (data/, index/, keys/, snapshots/), but its config"
                                    + " is missing: nothing can open it, and nothing was created or removed."));
            assertThat(proxy.requests()).isNotEmpty().allMatch(StoreFaultsIT::reads);
        }
    }

    private static boolean reads(S3Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static void assertWroteNothing(ScriptedS3 server) {
        assertThat(server.requests())
                .isNotEmpty()
                .extracting(ScriptedRequest::request)
                .allMatch(StoreFaultsIT::reads);
    }

    private static RunFailure told(FailureClass failure, String step, ScriptedS3 server, String message) {
        return new RunFailure(
                failure, step, null, message.replace("{}", server.endpoint().getAuthority()));
    }

    private static S3Bucket bucket(ScriptedS3 server) {
        return new S3Bucket(new S3Access(server.endpoint(), "key", "secret"), "backups");
    }

    /** A HEAD gets the status only, as from a real one. */
    private static ScriptedAnswer garage(ScriptedRequest request) {
        if (!request.region().equals(Optional.of(GarageAnswers.REGION))) {
            return GarageAnswers.unexpectedScope(request.region().orElse(""));
        }
        return request.request().target().contains("list-type")
                ? ListingAnswer.of("backups", "photos/").answer()
                : AmazonAnswers.noSuchKey();
    }

    private List<String> snapshots() {
        return site.client()
                .snapshots(SnapshotFilter.ALL, CONTROL)
                .fold(
                        success -> success.value().stream()
                                .map(it -> it.id().value())
                                .toList(),
                        partial -> List.of(partial.toString()),
                        failure -> List.of(failure.toString()));
    }
}
