package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A machine to restore on: the folder that was backed up, an empty volume, a repository, and mover processes of any right. */
final class RestoreHost {
    final Path directory;
    final Path source;
    final Path volume;
    final StockRestic stock;
    final PlanBuilder plan;

    /** What every mover of this machine is told of the repository. */
    final Map<String, String> environment;

    String classpath = System.getProperty("java.class.path");
    private int runs;

    RestoreHost(Path directory, ResticSeries series) throws IOException, InterruptedException {
        this.directory = directory;
        source = Files.createDirectory(directory.resolve("source"));
        volume = Files.createDirectory(directory.resolve("volume"));
        Path repository = directory.resolve("repository");
        stock = StockRestic.of(series, repository, "correct horse");
        stock.run("init");
        environment = new TreeMap<>(stock.environment());
        plan = new PlanBuilder(volume, Files.createDirectory(directory.resolve("cache")));
        plan.plannedAt = Clock.systemUTC().instant();
        plan.url = repository.toString();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, source.toString());
    }

    /** The id of a new snapshot of the source. */
    String backUp() throws IOException, InterruptedException {
        plan.workspace = new Workspace(source, plan.workspace.cache(), null);
        MoverOutcome outcome = done(plan.backup());
        plan.workspace = new Workspace(volume, plan.workspace.cache(), null);
        return outcome.snapshot().id();
    }

    RestorePlan restore(String id) {
        return plan.restore(id, List.of(), ExtraFiles.KEEP, Verification.NONE);
    }

    RestorePlan mirror(String id) {
        return plan.restore(id, List.of(), ExtraFiles.DELETE, Verification.CONTENT);
    }

    MoverProcess start(MoverPlan plan, List<String> prefix) throws IOException {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("HOLDFAST_RESTIC", stock.binary().toString());
        all.put("TMPDIR", directory.toString());
        all.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        Path folder = Files.createDirectory(directory.resolve("run-" + runs++));
        // Whoever the mover runs as.
        Files.setAttribute(folder, "unix:mode", 0777);
        return MoverProcess.start(prefix, classpath, all, folder);
    }

    /** Carries the plan out to its end. */
    MoverOutcome run(MoverPlan plan, List<String> prefix) throws IOException, InterruptedException {
        try (MoverProcess mover = start(plan, prefix)) {
            mover.await();
            // Without a logger on the class path of the tests, the S3 library says that there is none.
            assertThat(mover.stderr().lines().filter(line -> !line.startsWith("SLF4J(")))
                    .isEmpty();
            return mover.outcome().orElseThrow();
        }
    }

    /** The same, and it succeeds. */
    MoverOutcome done(MoverPlan plan) throws IOException, InterruptedException {
        MoverOutcome outcome = run(plan, List.of());
        assertThat(outcome.result()).as(outcome.toString()).isEqualTo(RunResult.SUCCEEDED);
        return outcome;
    }

    /** A command of this machine that works. */
    static void sh(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
