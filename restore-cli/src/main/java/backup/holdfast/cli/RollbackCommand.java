package backup.holdfast.cli;

import backup.holdfast.cli.engine.Wait;
import backup.holdfast.cli.run.Course.Content;
import io.fabric8.kubernetes.client.KubernetesClient;
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
            "Undoes a run that is open: gives back what it took, as it was. A volume that the restore has begun to write to is",
            "brought back from the copy made before; where there is none, the run can only be finished, or left as it is with",
            "--keep-data."
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
            return session.resume(cluster.namespace(client), run, record -> session.turnBack(record, content), wait)
                    .code();
        }
    }
}
