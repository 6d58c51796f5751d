package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.testsupport.process.Isolation;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An empty volume, the plan to back it up, and movers in this process that carry plans out with a real restic. */
final class MoverSite {
    final Path data;
    final Path cache;
    final Path temporary;
    final PlanBuilder plan;
    final ResticBinary binary;

    /** What the Secret of the source says, but for where the repository is: that is in {@link #plan}. */
    final Map<String, String> secret = new TreeMap<>(Map.of("RESTIC_PASSWORD", "correct horse"));

    /** Starts the restic of every mover. */
    ProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());

    /** Hears what movers say while they work. */
    Consumer<MoverEvent> events = event -> {};

    /** Aborts the calling test where there is no such restic. */
    MoverSite(Path directory, ResticSeries series) throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        cache = Files.createDirectory(directory.resolve("cache"));
        temporary = Files.createDirectory(directory.resolve("temporary"));
        plan = new PlanBuilder(data, cache);
        plan.plannedAt = Clock.systemUTC().instant();
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
        BinaryInspection inspection =
                ResticBinary.inspect(Tools.require(Tools.restic(series)), launcher, InspectionMemory.NONE);
        binary = ((BinaryInspection.Usable) inspection).binary();
    }

    /** From now on the repository is {@code photos} in this bucket. */
    void reach(S3Bucket bucket) {
        secret.putAll(bucket.environment());
        plan.url = bucket.resticRepository("photos");
    }

    /** From now on the repository is the one that this restic is for. */
    void reach(StockRestic stock) {
        secret.put("RESTIC_PASSWORD", stock.password());
        plan.url = stock.repository().toString();
    }

    /** What a mover gets to know of the repository and of its machine. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(secret);
        environment.put("RESTIC_REPOSITORY", plan.url);
        environment.put("TMPDIR", temporary.toString());
        return environment;
    }

    /** Carries a plan out, however it ends. */
    MoverOutcome run(MoverPlan what) {
        return new PlanExecutor(binary, launcher, Clock.systemUTC(), events::accept, process -> {})
                .execute(what, environment(), new Cancellation());
    }

    /** A good run; the plans after it know the repository. */
    MoverOutcome sync(BackupPlan what) {
        MoverOutcome outcome = run(what);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        plan.repositoryId = outcome.repository().id();
        return outcome;
    }

    MoverOutcome sync() {
        return sync(plan.backup());
    }

    /**
     * Carries a plan out in a process and namespaces of its own, as in a pod, which dies when its restic is about to ask this of the store. The
     * plans after it know that it has ended.
     */
    void die(BackupPlan what, CountingProxy proxy, Predicate<S3Request> moment) throws Exception {
        Map<String, String> environment = environment();
        environment.put("HOLDFAST_RESTIC", binary.path().toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(what));
        CompletableFuture<MoverProcess> started = new CompletableFuture<>();
        AtomicBoolean struck = new AtomicBoolean();
        proxy.behave(request -> {
            if (!struck.get() && !moment.test(request)) {
                return new Reaction.Forward();
            }
            if (struck.compareAndSet(false, true)) {
                started.join().kill();
            }
            return new Reaction.Reset();
        });
        try (MoverProcess mover = MoverProcess.start(
                Isolation.command(what.runId().value(), List.of()),
                environment,
                Files.createTempDirectory(temporary, "run"))) {
            started.complete(mover);
            mover.await();
        }
        await("requests of a run that was killed").until(proxy::isIdle);
        proxy.behaveWell();
        assertThat(struck).isTrue();
        plan.locks =
                new LockTerms(List.of(new EndedRun(what.runId(), Instant.now(), Proof.TERMINATED)), AtStart.NOTHING);
    }

    /** A look at the repository that is no mover's. */
    ResticClient client() {
        return new ResticClient(binary, new SystemProcessLauncher(Clock.systemUTC()), Repository.from(environment()));
    }
}
