package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.engine.Waiting;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore backup-now}. */
@Command(
        name = "backup-now",
        mixinStandardHelpOptions = true,
        description = {
            "Asks for a backup at once, by an annotation: the spec stays as Git has it.",
            "With --wait it ends when the backups have, with 1 if one failed."
        },
        footer = {
            "",
            "Examples:",
            "  restore backup-now photos -n media --wait",
            "  restore backup-now --all -A --wait --timeout 2h"
        })
final class BackupNowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "ReplicationSources")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Every source of the namespace that is not paused")
    private boolean all;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "With --all: of every namespace")
    private boolean everywhere;

    @Option(names = "--wait", description = "Until they have ended")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "6h",
            converter = TimeConverter.class,
            description = "How long to wait, such as 90s, 30m, 6h. Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofHours(6);

    BackupNowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (names.isEmpty() != all) {
            throw new StopException(
                    ExitCode.USAGE, "name sources, or say --all", "For example: restore backup-now photos --wait");
        }
        try (KubernetesClient client = cluster.connect()) {
            Cluster seen = new Cluster(client);
            List<ReplicationSource> sources = wanted(client, seen);
            String token = "cli-" + surroundings.clock().instant().toEpochMilli();
            for (ReplicationSource source : sources) {
                seen.request(source, token);
                surroundings.terminal().note("asked for a backup of " + name(source));
            }
            return (wait ? await(seen, sources, token) : ExitCode.DONE).code();
        }
    }

    private List<ReplicationSource> wanted(KubernetesClient client, Cluster seen) {
        if (all) {
            Scope scope = everywhere ? Scope.EVERYWHERE : cluster.scope(client);
            List<ReplicationSource> sources = seen.sources(scope).stream()
                    .filter(it -> it.getSpec().restic() != null && !it.getSpec().paused())
                    .toList();
            if (sources.isEmpty()) {
                throw new StopException(
                        ExitCode.NOT_FOUND, "there is no source to back up in " + scope, "-n and -A choose where.");
            }
            return sources;
        }
        List<ReplicationSource> sources = new ArrayList<>();
        for (String name : names) {
            ReplicationSource source = seen.source(cluster.namespace(client), name);
            if (source.getSpec().paused()) {
                throw new StopException(
                        ExitCode.REFUSED,
                        name(source) + " is paused",
                        "Set spec.paused: false first; nothing was asked for.");
            }
            sources.add(source);
        }
        return sources;
    }

    private ExitCode await(Cluster seen, List<ReplicationSource> sources, String token) {
        List<ReplicationSource> open = new ArrayList<>(sources);
        Set<ExitCode> ends = EnumSet.noneOf(ExitCode.class);
        boolean ended = new Waiting(surroundings.clock(), surroundings.pause()::of)
                .until(
                        () -> {
                            open.removeIf(source -> hasEnded(seen, source, token, ends));
                            return open.isEmpty();
                        },
                        timeout);
        if (!ended) {
            throw new StopException(
                    ExitCode.TIMEOUT,
                    "after " + Words.duration(timeout) + " there is no result of "
                            + String.join(
                                    ", ",
                                    open.stream().map(BackupNowCommand::name).toList()),
                    "The backup goes on by itself; `restore status` shows how it ends.");
        }
        return ends.contains(ExitCode.FAILED) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private boolean hasEnded(Cluster seen, ReplicationSource source, String token, Set<ExitCode> ends) {
        ReplicationSource now = seen.source(
                source.getMetadata().getNamespace(), source.getMetadata().getName());
        Optional<ExitCode> end = end(now, token);
        end.ifPresent(ends::add);
        return end.isPresent();
    }

    private Optional<ExitCode> end(ReplicationSource source, String token) {
        ReplicationStatus status = source.getStatus();
        HandledRequest handled = status.lastHandledRequest();
        if (handled != null && handled.token().equals(token) && handled.result() != null) {
            boolean good = isGood(handled.result());
            surroundings.terminal().print(name(source) + ": " + told(status, handled.result()));
            return Optional.of(good ? ExitCode.DONE : ExitCode.FAILED);
        }
        return status.condition(ConditionTypes.STALLED)
                .filter(it -> "True".equals(it.getStatus()))
                .map(it -> {
                    surroundings
                            .terminal()
                            .print(name(source) + ": stalled, " + it.getReason() + ": " + it.getMessage());
                    return ExitCode.FAILED;
                });
    }

    private static boolean isGood(RunResult result) {
        return switch (result) {
            case SUCCEEDED, UNCHANGED, EMPTY -> true;
            case PARTIAL_READ, FAILED, CANCELLED, NO_SNAPSHOT, UNKNOWN -> false;
        };
    }

    private static String told(ReplicationStatus status, RunResult result) {
        String why = status.lastRun() == null || status.lastRun().message() == null
                ? "see `restore status`"
                : Objects.requireNonNullElse(status.lastRun().failureClass(), "") + ": "
                        + status.lastRun().message();
        return switch (result) {
            case SUCCEEDED -> "backed up" + snapshot(status);
            case UNCHANGED -> "nothing had changed";
            case EMPTY -> "the volume is empty: no snapshot was made";
            case PARTIAL_READ -> "backed up without the files that could not be read" + snapshot(status);
            case FAILED, CANCELLED, NO_SNAPSHOT, UNKNOWN -> "failed, " + why;
        };
    }

    private static String snapshot(ReplicationStatus status) {
        String id = status.lastRun() == null ? null : status.lastRun().snapshotId();
        return id == null ? "" : ", snapshot " + id.substring(0, Math.min(8, id.length()));
    }

    private static String name(ReplicationSource source) {
        return source.getMetadata().getNamespace() + "/" + source.getMetadata().getName();
    }
}
