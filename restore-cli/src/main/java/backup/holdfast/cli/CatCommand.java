package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code restore cat}. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        description = "Writes a file of a snapshot to standard output, without restoring it.",
        footer = {"", "Example:", "  restore cat photos 5d1c8f0e /config/app.yaml -n media"})
final class CatCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Mixin
    private LookOptions look = new LookOptions();

    CatCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        try (KubernetesClient client = cluster.connect()) {
            ReplicationSource source = new Cluster(client).sourceOf(cluster.namespace(client), place.name());
            look.answers(surroundings, client)
                    .content(source, place.question(Kind.FILE, source), entry -> {}, surroundings.bytes());
            surroundings.bytes().flush();
            return ExitCode.DONE.code();
        }
    }
}
