package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
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
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
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

    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());

    @TempDir
    Path directory;

    private Path data;
    private PlanBuilder plan;

    @BeforeEach
    void create() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("a.txt"), "hello\n");
        plan = new PlanBuilder(data, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
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
            S3Bucket bucket = bucket(server);
            plan.url = bucket.resticRepository("photos");
            plan.ifAbsent = Absence.CREATE;

            MoverOutcome outcome = run(bucket, more, plan.backup());

            assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
            assertThat(outcome.failure()).isEqualTo(told(failure, "backup", server, message));
            assertWroteNothing(server);
        }
    }

    /** Without a region restic asks for it first, and that answer has words. */
    @Test
    void shouldNameTheClockWhereNoRegionIsSet() {
        try (ScriptedS3 server = ScriptedS3.start(MinioAnswers.clockSkew())) {
            S3Bucket bucket = bucket(server);
            plan.url = bucket.resticRepository("photos");
            plan.ifAbsent = Absence.CREATE;

            MoverOutcome outcome = run(bucket, Map.of(), plan.backup());

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
            S3Bucket bucket = bucket(server);
            plan.url = bucket.resticRepository("photos");
            plan.ifAbsent = Absence.CREATE;
            String message =
                    "{} refuses requests signed for region eu-central, its own is garage: set AWS_DEFAULT_REGION to garage.";

            MoverOutcome backup = run(bucket, REGION, plan.backup());
            MoverOutcome select = run(bucket, REGION, plan.select(WantedSnapshot.NEWEST));

            assertThat(backup.failure()).isEqualTo(told(FailureClass.WRONG_REGION, "backup", server, message));
            assertThat(select.failure()).isEqualTo(told(FailureClass.WRONG_REGION, "select", server, message));
            assertWroteNothing(server);
        }
    }

    @Test
    void shouldSaveNothingHalfWhenTheStoreRefusesInTheMiddle(S3Bucket bucket, CountingProxy proxy) throws IOException {
        S3Bucket far = bucket.via(proxy);
        plan.url = far.resticRepository("photos");
        plan.ifAbsent = Absence.CREATE;
        String first = run(far, Map.of(), plan.backup()).snapshot().id();
        Random random = new Random(7);
        for (int i = 0; i < 24; i++) {
            byte[] bytes = new byte[1 << 20];
            random.nextBytes(bytes);
            Files.write(data.resolve("more-" + i), bytes);
        }
        plan.ifAbsent = Absence.FAIL;
        plan.tuning = new Tuning(null, 4, null, null, null);
        AtomicInteger packs = new AtomicInteger();
        proxy.behave(
                request -> request.method().equals("PUT") && request.part() == Part.DATA && packs.incrementAndGet() > 2
                        ? new Reaction.Refuse(403, "AccessDenied")
                        : new Reaction.Forward());

        MoverOutcome refused = run(far, Map.of(), plan.backup());
        proxy.behaveWell();
        List<String> afterwards = snapshots(bucket);
        MoverOutcome second = run(far, Map.of(), plan.backup());

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
        assertThat(snapshots(bucket))
                .containsExactlyInAnyOrder(first, second.snapshot().id());
        assertThat(client(bucket).check(CheckOptions.STRUCTURE, CONTROL)).isInstanceOf(ResticResult.Success.class);
    }

    @Test
    void shouldNameTheNeighbourOfAMistypedAddress(S3Bucket bucket) {
        plan.url = bucket.resticRepository("photos");
        plan.ifAbsent = Absence.CREATE;
        assertThat(run(bucket, Map.of(), plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
        String right = plan.url;
        plan.knownUrl = right;
        plan.url = bucket.resticRepository("photo");
        plan.ifAbsent = Absence.FAIL;

        MoverOutcome mistyped = run(bucket, Map.of(), plan.backup());
        MoverOutcome again = run(bucket, Map.of(), plan.backup());

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
            S3Bucket bucket = new S3Bucket(server.access(), "backups").via(proxy);
            plan.url = bucket.resticRepository("photos");
            plan.ifAbsent = Absence.CREATE;
            assertThat(run(bucket, Map.of(), plan.backup()).result()).isEqualTo(RunResult.SUCCEEDED);
            Files.delete(objects.resolve("backups/photos/config"));
            proxy.forget();

            MoverOutcome outcome = run(bucket, Map.of(), plan.backup());

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

    private List<String> snapshots(S3Bucket bucket) {
        return client(bucket)
                .snapshots(SnapshotFilter.ALL, CONTROL)
                .fold(
                        success -> success.value().stream()
                                .map(it -> it.id().value())
                                .toList(),
                        partial -> List.of(partial.toString()),
                        failure -> List.of(failure.toString()));
    }

    private ResticClient client(S3Bucket bucket) {
        Repository repository = Repository.from(environment(bucket, bucket.resticRepository("photos")));
        return new ResticClient(binary(), launcher, repository);
    }

    private MoverOutcome run(S3Bucket bucket, Map<String, String> more, MoverPlan plan) {
        Map<String, String> environment = environment(bucket, plan.repository().url());
        environment.putAll(more);
        return new PlanExecutor(binary(), launcher, Clock.systemUTC(), event -> {}, process -> {})
                .execute(plan, environment, new Cancellation());
    }

    private Map<String, String> environment(S3Bucket bucket, String url) {
        Map<String, String> environment = new TreeMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", url);
        environment.put("RESTIC_PASSWORD", "correct horse");
        environment.put("TMPDIR", directory.toString());
        return environment;
    }

    private ResticBinary binary() {
        return ((BinaryInspection.Usable) ResticBinary.inspect(
                        Tools.require(Tools.restic(ResticSeries.V0_19)), launcher, InspectionMemory.NONE))
                .binary();
    }
}
