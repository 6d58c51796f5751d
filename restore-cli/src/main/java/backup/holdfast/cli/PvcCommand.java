package backup.holdfast.cli;

import backup.holdfast.cli.RestorePlanner.Planned;
import backup.holdfast.cli.RestorePlanner.Request;
import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.engine.Wait;
import backup.holdfast.cli.look.Answers;
import backup.holdfast.cli.run.DestinationSpec.ExtraFiles;
import backup.holdfast.cli.run.DestinationSpec.Safety;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore pvc}. */
@Command(
        name = "pvc",
        mixinStandardHelpOptions = true,
        description = {
            "Restores claims in one command; shows the plan and asks first.",
            "It suspends Flux or Argo CD, scales whoever uses the claims to zero, restores, scales back, resumes, and waits"
                    + " until all is ready. Each step and what was before it is on record in the cluster: killed anywhere,"
                    + " `restore continue` finishes it and `restore rollback` undoes it."
        },
        footer = {
            "",
            "Examples:",
            "  restore pvc photos -n media                         # the newest; asks",
            "  restore pvc photos -n media --previous 1 --yes      # the one before it, in place, without a question",
            "  restore pvc photos photos-db -n media --as-of 'yesterday 18:00' --delete-extra",
            "  restore pvc photos -n media --to photos-old         # beside it, into a new claim",
            "  restore pvc photos -n media --in-place --dry-run    # the plan, and nothing else"
        })
final class PvcCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private PointOptions which = new PointOptions();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "ReplicationSources, or claims that they back up")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "NEW",
            description = "Beside it: into a new claim of this name; nothing is stopped")
    private @Nullable String to;

    @Option(names = "--in-place", description = "Into the claim itself; what uses it is stopped meanwhile")
    private boolean inPlace;

    @Option(names = "--path", paramLabel = "PATH", description = "Only this, below the volume's root; may be repeated")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--delete-extra", description = "Delete files that the snapshot does not have")
    private boolean deleteExtra;

    @Mixin
    private LookOptions look = new LookOptions();

    @Option(
            names = "--no-safety",
            description =
                    "Make no copy of what is there before it is overwritten: for stores or keys that can't take one")
    private boolean noSafety;

    @Option(names = "--dry-run", description = "Show the plan, and change nothing")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Without a question; in place, unless --to is given")
    private boolean yes;

    @Option(names = "--no-wait", description = "Do not wait for the workloads to be ready again")
    private boolean noWait;

    PvcCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        check();
        Optional<String> beside = beside();
        try (KubernetesClient client = cluster.connect()) {
            Planned planned = new RestorePlanner(client, surroundings.clock())
                    .plan(new Request(
                            cluster.namespace(client),
                            names,
                            which.point(surroundings.clock()),
                            paths,
                            deleteExtra ? ExtraFiles.DELETE : ExtraFiles.KEEP,
                            beside,
                            noSafety ? Safety.NEVER : Safety.REQUIRED,
                            surroundings.environment().getOrDefault("USER", "somebody"),
                            catalog(client)));
            if (dryRun) {
                Consent.show(surroundings.terminal(), planned);
                surroundings.terminal().note("Nothing was changed (--dry-run).");
                return ExitCode.DONE.code();
            }
            Consent.to(
                    surroundings.terminal(),
                    planned,
                    beside.isPresent() ? "Restore?" : "Restore in place?",
                    yes ? Consent.GIVEN : Consent.TO_BE_ASKED);
            Wait wait = noWait ? Wait.DEFAULT.notUntilReady() : Wait.DEFAULT;
            return new RunSession(surroundings, client)
                    .begin(planned.record(), wait)
                    .code();
        }
    }

    private void check() {
        if (to != null && inPlace) {
            throw new StopException(ExitCode.USAGE, "--to and --in-place exclude each other", "Keep one of them.");
        }
        if (names.size() > 1 && (to != null || which.namesOne())) {
            throw new StopException(
                    ExitCode.USAGE,
                    (to != null ? "--to" : "--snapshot") + " is for one volume, and " + names.size() + " are named",
                    "Restore them one by one, or with --as-of.");
        }
    }

    private Optional<String> beside() {
        if (to != null) {
            return Optional.of(to);
        }
        if (inPlace || yes || dryRun) {
            return Optional.empty();
        }
        String answer = surroundings
                .terminal()
                .ask("In place, or beside it into a new claim? [in-place / NAME OF THE NEW CLAIM]")
                .orElse("");
        if (answer.isEmpty()) {
            throw new StopException(
                    ExitCode.USAGE,
                    "say where to restore to",
                    "--in-place overwrites the volume; --to NEW makes another one.");
        }
        return answer.equals("in-place") ? Optional.empty() : Optional.of(answer);
    }

    /** The newest is in the status; which is any other one has to be looked up, and is once more when the restore begins. */
    private Function<ReplicationSource, Catalog> catalog(KubernetesClient client) {
        if (!look.isLocal() && which.isNewest()) {
            return Catalog::known;
        }
        Answers answers = look.answers(surroundings, client);
        return look.isLocal()
                ? source -> Catalog.listed(source, answers.snapshots(source))
                : source -> listedOrKnown(answers, source);
    }

    /** Without a mover's answer the plan can't name the snapshot, and is as good otherwise. */
    private Catalog listedOrKnown(Answers answers, ReplicationSource source) {
        try {
            return Catalog.listed(source, answers.snapshots(source));
        } catch (StopException e) {
            surroundings.terminal().note("The plan does not name the snapshot: " + e.what());
            return Catalog.known(source);
        }
    }
}
