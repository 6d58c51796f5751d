package backup.holdfast.cli;

import backup.holdfast.cli.engine.Wait;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore continue}. */
@Command(
        name = "continue",
        mixinStandardHelpOptions = true,
        description = "Goes on with a run that was interrupted, forward or back, from the step it was at.",
        footer = {"", "Example:", "  restore continue rs-20261120-120000-4f2a -n media"})
final class ContinueCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "RUN", description = "As `restore runs` lists it")
    private String run = "";

    @Option(names = "--no-wait", description = "Do not wait for the workloads to be ready again")
    private boolean noWait;

    ContinueCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = cluster.connect()) {
            Wait wait = noWait ? Wait.DEFAULT.notUntilReady() : Wait.DEFAULT;
            return new RunSession(surroundings, client)
                    .resume(cluster.namespace(client), run, UnaryOperator.identity(), wait)
                    .code();
        }
    }
}
