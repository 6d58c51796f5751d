package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A machine to run mover processes on: a volume with a file, a place for a repository, and a folder for what a run leaves. */
final class MoverHost {
    final Path directory;
    final Path data;
    final Path repository;
    final Path run;
    final StockRestic stock;
    final PlanBuilder plan;

    MoverHost(Path directory, ResticSeries series) throws IOException {
        this.directory = directory;
        data = Files.createDirectory(directory.resolve("data"));
        repository = directory.resolve("repository");
        run = Files.createDirectory(directory.resolve("run"));
        stock = StockRestic.of(series, repository, "correct horse");
        plan = new PlanBuilder(data, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
        plan.ifAbsent = Absence.CREATE;
        Files.writeString(data.resolve("a.txt"), "hello\n");
    }

    Map<String, String> environment(MoverPlan plan) {
        Map<String, String> environment = stock.environment();
        environment.put("HOLDFAST_RESTIC", stock.binary().toString());
        environment.put("TMPDIR", directory.toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        return environment;
    }

    MoverProcess start(MoverPlan plan) throws IOException {
        return start(environment(plan));
    }

    MoverProcess start(Map<String, String> environment) throws IOException {
        return MoverProcess.start(List.of(), environment, run);
    }

    /** Carries the plan out to its end. */
    MoverOutcome run(MoverPlan plan, Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> environment = environment(plan);
        environment.putAll(more);
        try (MoverProcess mover = start(environment)) {
            int exitCode = mover.await();
            MoverOutcome outcome = mover.outcome().orElseThrow();
            assertThat(exitCode).isEqualTo(outcome.failure() == null ? MoverMain.DONE : MoverMain.FAILED);
            assertThat(mover.stderr()).isEmpty();
            return outcome;
        }
    }

    /** The same, and it fails. */
    MoverOutcome failing(MoverPlan plan, Map<String, String> more) throws IOException, InterruptedException {
        MoverOutcome outcome = run(plan, more);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        return outcome;
    }
}
