package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.SelectPlan;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.Compression;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.StoreLimits;
import backup.holdfast.restic.store.StoreOpener;
import backup.holdfast.restic.store.StoreOpening;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries out plans with restic. The same code runs in a mover pod, in a local mover process and in the command line tool.
 */
public final class PlanExecutor {
    private final ResticBinary binary;
    private final ProcessLauncher launcher;
    private final Clock clock;
    private final Consumer<MoverEvent> events;
    private final Consumer<ProcessIdentity> started;
    private final Function<LookPlan, LookSink> sinks;

    /**
     * @param events what happens while it happens
     * @param started told about each restic process before it can have done anything, so that its end can be proven later
     */
    public PlanExecutor(
            ResticBinary binary,
            ProcessLauncher launcher,
            Clock clock,
            Consumer<MoverEvent> events,
            Consumer<ProcessIdentity> started) {
        this(binary, launcher, clock, events, started, plan -> {
            throw new IllegalArgumentException("nobody is here to be answered");
        });
    }

    private PlanExecutor(
            ResticBinary binary,
            ProcessLauncher launcher,
            Clock clock,
            Consumer<MoverEvent> events,
            Consumer<ProcessIdentity> started,
            Function<LookPlan, LookSink> sinks) {
        this.binary = binary;
        this.launcher = launcher;
        this.clock = clock;
        this.events = events;
        this.started = started;
        this.sinks = sinks;
    }

    /** The same with somebody to answer: {@code sinks} makes what takes the answer to a plan that asks for one. */
    public PlanExecutor answering(Function<LookPlan, LookSink> sinkFor) {
        return new PlanExecutor(binary, launcher, clock, events, started, sinkFor);
    }

    /**
     * Returns when the run is over, however it went: what nobody expected is an outcome too, of class Unknown.
     *
     * @param environment restic's: repository, password, credentials
     * @param cancellation stops the run early; restic then removes its lock
     * @throws backup.holdfast.restic.repository.MalformedLocationException when RESTIC_REPOSITORY is missing or malformed
     */
    public MoverOutcome execute(MoverPlan plan, Map<String, String> environment, Cancellation cancellation) {
        Repository repository = repository(plan.workspace(), environment);
        CacheCare.Condition cache = new CacheCare(plan.workspace().cache()).prepare();
        ResticClient restic = new ResticClient(
                        binary,
                        launcher,
                        cache.usable() ? repository.withCache(plan.workspace().cache()) : repository)
                .enabling(ResticBinary.DEVICE_ID_FOR_HARDLINKS);
        MoverReporter reporter = new MoverReporter(plan.runId(), clock, events, started);
        RunContext context = new RunContext(clock, clock.instant(), plan.limits(), cancellation, reporter);
        reporter.report(Kind.STARTED, plan.subject().toString());
        cache.note().ifPresent(note -> reporter.report(Kind.WARNING, note));
        StoreOpener stores = new StoreOpener(clock, StoreLimits.standard());
        MoverOutcome outcome = noting(
                cache.note(),
                outcome(
                        plan,
                        repository.location(),
                        restic,
                        () -> stores.open(repository),
                        new HostNames(binary, launcher, repository),
                        context));
        reporter.report(Kind.ENDED, outcome.result().toString());
        return outcome;
    }

    private static MoverOutcome noting(Optional<String> note, MoverOutcome outcome) {
        return note.map(text -> outcome.withLogTail(text + "\n" + outcome.logTail()))
                .orElse(outcome);
    }

    private MoverOutcome outcome(
            MoverPlan plan,
            RepositoryLocation location,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            RunContext context) {
        try {
            GlobalOptions global = options(plan.tuning());
            return execute(plan, location, restic.with(global), storage, hosts, global, context);
        } catch (RuntimeException e) {
            OutcomeDraft draft = new OutcomeDraft(plan.runId(), context.startedAt());
            draft.fail("run", FailureClass.UNKNOWN, Unexpected.describe(e));
            return draft.finish(RunResult.FAILED, context.now());
        }
    }

    private MoverOutcome execute(
            MoverPlan plan,
            RepositoryLocation location,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            GlobalOptions global,
            RunContext context) {
        if (plan instanceof BackupPlan backup) {
            return new BackupRun(backup, location, restic, storage, hosts, global, context).execute();
        }
        if (plan instanceof SelectPlan select) {
            return new SelectRun(select, restic, storage, global, context).execute();
        }
        if (plan instanceof RestorePlan restore) {
            return new RestoreRun(restore, launcher, restic, storage, hosts, global, context).execute();
        }
        if (plan instanceof LookPlan look) {
            return new LookRun(look, restic, storage, hosts, global, context, sinks.apply(look)).execute();
        }
        throw new IllegalStateException("a plan this mover does not know: " + plan.getClass());
    }

    private static Repository repository(Workspace workspace, Map<String, String> environment) {
        Repository repository = Repository.from(environment);
        return workspace.caCertificate() == null ? repository : repository.withCaCertificate(workspace.caCertificate());
    }

    private static GlobalOptions options(Tuning tuning) {
        GlobalOptions options = GlobalOptions.DEFAULTS;
        if (tuning.compression() != null) {
            options =
                    options.compression(Compression.valueOf(tuning.compression().toUpperCase(Locale.ROOT)));
        }
        if (tuning.packSizeMiB() != null) {
            options = options.packSize(tuning.packSizeMiB());
        }
        if (tuning.limitUploadKiBps() != null) {
            options = options.limitUpload(tuning.limitUploadKiBps());
        }
        if (tuning.limitDownloadKiBps() != null) {
            options = options.limitDownload(tuning.limitDownloadKiBps());
        }
        return options;
    }
}
