package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A repository in an S3 bucket that may not even be there yet. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@S3Test
@Timeout(180)
class BucketIT {
    private final ResticSeries series;

    @TempDir
    Path directory;

    private MoverSite site;
    private PlanBuilder plan;

    BucketIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        site = new MoverSite(directory, series);
        plan = site.plan;
        Files.writeString(site.data.resolve("a.txt"), "hello\n");
    }

    @Test
    void shouldMakeTheBucketForAFirstBackupAndForNothingElse(S3Bucket bucket) throws Exception {
        S3Bucket missing = new S3Bucket(bucket.access(), bucket.name() + "-to-be");
        site.reach(missing);

        MoverOutcome select = site.run(plan.select(WantedSnapshot.NEWEST));
        MoverOutcome expected = site.run(plan.backup());
        plan.ifAbsent = Absence.CREATE;
        MoverOutcome first = site.run(plan.backup());
        Files.writeString(site.data.resolve("a.txt"), "hello again\n");
        plan.ifAbsent = Absence.FAIL;
        plan.keepLast(1).alsoPrune();
        MoverOutcome second = site.run(plan.backup());
        MoverOutcome chosen = site.run(plan.select(WantedSnapshot.NEWEST));

        assertThat(select.failure().failureClass()).isIn(FailureClass.REPOSITORY_MISSING, FailureClass.BUCKET_MISSING);
        assertThat(expected.failure().failureClass()).isEqualTo(FailureClass.BUCKET_MISSING);
        assertThat(first.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(first.repository().origin()).isEqualTo(Origin.CREATED);
        assertThat(second.maintenanceFailure()).isNull();
        assertThat(second.forget()).isEqualTo(ForgetDone.ran(1, 1));
        assertThat(second.prune()).isNotNull();
        assertThat(chosen.snapshot().id()).isEqualTo(second.snapshot().id());
    }

    @Test
    void shouldMakeNothingWithKeysTheStoreRefuses(S3Bucket bucket) throws Exception {
        site.reach(bucket);
        site.secret.put("AWS_SECRET_ACCESS_KEY", "not the right one");
        plan.ifAbsent = Absence.CREATE;

        MoverOutcome refused = site.run(plan.backup());
        site.reach(bucket);
        MoverOutcome after = site.run(plan.select(WantedSnapshot.NEWEST));

        assertThat(refused.failure().failureClass()).isEqualTo(FailureClass.ACCESS_DENIED);
        // The store says for certain that nothing is there.
        assertThat(after.result()).isEqualTo(RunResult.NO_SNAPSHOT);
    }
}
