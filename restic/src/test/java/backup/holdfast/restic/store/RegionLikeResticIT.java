package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.testsupport.s3.AmazonAnswers;
import backup.holdfast.testsupport.s3.GarageAnswers;
import backup.holdfast.testsupport.s3.ListingAnswer;
import backup.holdfast.testsupport.s3.ScriptedAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import backup.holdfast.testsupport.s3.ScriptedS3.ScriptedRequest;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The region and the keys a view uses are those real restic uses; otherwise it would see another store than restic does. */
@Timeout(60)
class RegionLikeResticIT {

    @ParameterizedTest
    @CsvSource({"AWS_DEFAULT_REGION, garage, garage", "AWS_REGION, somewhere, garage", "NONE, '', garage"})
    void shouldEndUpInTheRegionResticEndsUpIn(String variable, String value, String region) {
        Map<String, String> more = Map.of(variable, value);
        try (ScriptedS3 server = ScriptedS3.start(RegionLikeResticIT::garage)) {
            assertThat(presence(server, more).answer()).isPresent();
            List<ScriptedRequest> ours = server.requests();
            assertThat(restic(server, more)).isInstanceOf(ResticResult.Failure.class);
            List<ScriptedRequest> all = server.requests();

            assertThat(last(ours)).contains(region);
            assertThat(all).hasSizeGreaterThan(ours.size());
            assertThat(last(all)).isEqualTo(last(ours));
        }
    }

    @ParameterizedTest
    @CsvSource({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
    void shouldRefuseHalfAPairOfKeysAsResticDoes(String missing) {
        try (ScriptedS3 server = ScriptedS3.start(RegionLikeResticIT::garage)) {
            Map<String, String> more = Map.of(missing, "");

            assertThat(new StoreOpener(Clock.systemUTC(), Stores.LIMITS).open(repository(server, more)))
                    .isInstanceOf(StoreOpening.Unusable.class);
            assertThat(restic(server, more)).isInstanceOf(ResticResult.Failure.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    private static ScriptedAnswer garage(ScriptedRequest request) {
        if (!request.region().equals(Optional.of(GarageAnswers.REGION))) {
            return GarageAnswers.unexpectedScope(request.region().orElse(""));
        }
        return request.request().target().contains("list-type")
                ? ListingAnswer.of("backups", "app/").answer()
                : AmazonAnswers.noSuchKey();
    }

    private static Optional<String> last(List<ScriptedRequest> requests) {
        return requests.get(requests.size() - 1).region();
    }

    private static StoreResult<RepositoryPresence> presence(ScriptedS3 server, Map<String, String> more) {
        try (RepositoryStore store = Stores.open(repository(server, more))) {
            return store.presence();
        }
    }

    private static ResticResult<?> restic(ScriptedS3 server, Map<String, String> more) {
        Path program = Tools.require(Tools.restic(ResticSeries.V0_19));
        SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
        BinaryInspection.Usable usable =
                (BinaryInspection.Usable) ResticBinary.inspect(program, launcher, InspectionMemory.NONE);
        return new ResticClient(usable.binary(), launcher, repository(server, more))
                .catConfig(RunControl.deadline(Duration.ofSeconds(40)));
    }

    private static Repository repository(ScriptedS3 server, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("RESTIC_PASSWORD", "correct horse");
        return Stores.repository(Stores.bucket(server.endpoint(), "backups"), "app", environment);
    }
}
