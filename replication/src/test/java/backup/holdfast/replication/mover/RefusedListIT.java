package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MissingPolicy;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A listing of snapshots that the store refuses: restic calls that no snapshots and a success, and nobody may believe it. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@S3Test
@Timeout(120)
class RefusedListIT {
    private final ResticSeries series;

    @TempDir
    Path directory;

    private CountingProxy proxy;
    private MoverSite site;
    private PlanBuilder plan;

    RefusedListIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create(S3Bucket direct, CountingProxy counting) throws IOException {
        proxy = counting;
        site = new MoverSite(directory, series);
        site.reach(direct.via(counting));
        site.secret.put("AWS_DEFAULT_REGION", "us-east-1");
        plan = site.plan.firstRun();
        plan.lastForget = plan.plannedAt.minus(Duration.ofHours(1));
        plan.steps = EnumSet.of(Step.BACKUP);
        for (int round = 0; round < 3; round++) {
            Files.writeString(site.data.resolve("a.txt"), "round " + round);
            site.sync();
        }
    }

    /** The policy says to go on where there is nothing: with an empty volume. */
    @Test
    void shouldNotTakeItForARepositoryWithoutSnapshots() {
        plan.onMissing = MissingPolicy.CONTINUE;
        refuseLists();

        MoverOutcome outcome = site.run(plan.select(WantedSnapshot.NEWEST));

        assertThat(outcome.failure()).isNotNull();
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.ACCESS_DENIED);
    }

    @Test
    void shouldForgetInTheNextRunWhatItCouldNotList() {
        plan.keepLast(2);
        plan.steps = EnumSet.of(Step.FORGET);
        int[] lists = {0};
        proxy.behave(request -> {
            boolean list = isListOfSnapshots(request.target());
            // The first is that of restic snapshots, which finds that something is to be forgotten.
            return list && ++lists[0] > 1 ? new Reaction.Refuse(403, "AccessDenied") : new Reaction.Forward();
        });

        MoverOutcome refused = site.run(plan.backup());
        assertThat(refused.forget()).isNull();
        assertThat(refused.maintenanceFailure()).isNotNull();
        assertThat(refused.maintenanceFailure().failureClass()).isEqualTo(FailureClass.ACCESS_DENIED);

        proxy.behaveWell();
        plan.steps = EnumSet.of(Step.BACKUP, Step.FORGET);
        assertThat(site.run(plan.backup()).forget()).isEqualTo(ForgetDone.ran(1, 2));
    }

    private void refuseLists() {
        proxy.behave(request -> isListOfSnapshots(request.target())
                ? new Reaction.Refuse(403, "AccessDenied")
                : new Reaction.Forward());
    }

    private static boolean isListOfSnapshots(String target) {
        return target.contains("prefix=photos%2Fsnapshots");
    }
}
