package backup.holdfast.cli;

import backup.holdfast.cli.RestorePlanner.Planned;
import backup.holdfast.cli.cluster.RunStore;
import backup.holdfast.cli.engine.Wait;
import backup.holdfast.cli.run.Course.Content;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Ending;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Undoes a run.",
            "One that is open gives back what it took, as it was, and brings a volume that it has begun to write to back"
                    + " from the copy made before; where there is none, it can only be finished, or left as it is with"
                    + " --keep-data.",
            "One that has ended is undone by a restore of those copies, in the same way as any other."
        },
        footer = {"", "Example:", "  restore rollback rs-20261120-120000-4f2a -n media"})
final class RollbackCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "RUN", description = "As `restore runs` lists it")
    private String run = "";

    @Option(
            names = "--keep-data",
            description = "Start the workloads with what is in the volume now, be it half restored")
    private boolean keepData;

    @Option(
            names = {"-y", "--yes"},
            description = "For a run that has ended: without a question")
    private boolean yes;

    @Option(names = "--no-wait", description = "Do not wait for the workloads to be ready again")
    private boolean noWait;

    RollbackCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = cluster.connect()) {
            RunSession session = new RunSession(surroundings, client);
            Content content = keepData ? Content.AS_IT_IS : Content.AS_IT_WAS;
            Wait wait = noWait ? Wait.DEFAULT.notUntilReady() : Wait.DEFAULT;
            String namespace = cluster.namespace(client);
            Optional<RunRecord> ended = session.store()
                    .find(namespace, run)
                    .map(RunStore.Stored::record)
                    .filter(it -> it.ending() == Ending.SUCCEEDED);
            if (ended.isEmpty()) {
                return session.resume(namespace, run, record -> session.turnBack(record, content), wait)
                        .code();
            }
            session.release(ended.get());
            Planned planned = new RestorePlanner(client, surroundings.clock())
                    .takeBack(ended.get(), surroundings.environment().getOrDefault("USER", "somebody"));
            Consent.to(
                    surroundings.terminal(), planned, "Restore in place?", yes ? Consent.GIVEN : Consent.TO_BE_ASKED);
            return session.begin(planned.record(), wait).code();
        }
    }
}
