package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.ForgetDone;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
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

    private Path data;
    private PlanBuilder plan;

    BucketIT(ResticSeries series) {
        this.series = series;
    }

    @BeforeEach
    void create() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("a.txt"), "hello\n");
        plan = new PlanBuilder(data, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
    }

    @Test
    void shouldMakeTheBucketForAFirstBackupAndForNothingElse(S3Bucket bucket) throws Exception {
        S3Bucket missing = new S3Bucket(bucket.access(), bucket.name() + "-to-be");
        plan.url = missing.resticRepository("photos");

        MoverOutcome select = run(missing, Map.of(), plan.select(WantedSnapshot.NEWEST));
        MoverOutcome expected = run(missing, Map.of(), plan.backup());
        plan.ifAbsent = Absence.CREATE;
        MoverOutcome first = run(missing, Map.of(), plan.backup());
        Files.writeString(data.resolve("a.txt"), "hello again\n");
        plan.ifAbsent = Absence.FAIL;
        plan.keepLast(1).alsoPrune();
        MoverOutcome second = run(missing, Map.of(), plan.backup());
        MoverOutcome chosen = run(missing, Map.of(), plan.select(WantedSnapshot.NEWEST));

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
        plan.url = bucket.resticRepository("photos");
        plan.ifAbsent = Absence.CREATE;

        MoverOutcome refused = run(bucket, Map.of("AWS_SECRET_ACCESS_KEY", "not the right one"), plan.backup());
        MoverOutcome after = run(bucket, Map.of(), plan.select(WantedSnapshot.NEWEST));

        assertThat(refused.failure().failureClass()).isEqualTo(FailureClass.ACCESS_DENIED);
        // The store says for certain that nothing is there.
        assertThat(after.result()).isEqualTo(RunResult.NO_SNAPSHOT);
    }

    private MoverOutcome run(S3Bucket bucket, Map<String, String> more, MoverPlan plan) {
        Map<String, String> environment = new TreeMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", plan.repository().url());
        environment.put("RESTIC_PASSWORD", "correct horse");
        environment.put("TMPDIR", directory.toString());
        environment.putAll(more);
        SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
        BinaryInspection inspection =
                ResticBinary.inspect(Tools.require(Tools.restic(series)), launcher, InspectionMemory.NONE);
        return new PlanExecutor(
                        ((BinaryInspection.Usable) inspection).binary(),
                        launcher,
                        Clock.systemUTC(),
                        event -> {},
                        process -> {})
                .execute(plan, environment, new Cancellation());
    }
}
