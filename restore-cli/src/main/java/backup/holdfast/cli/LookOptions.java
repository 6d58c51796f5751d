package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Questions;
import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.look.Answers;
import backup.holdfast.cli.look.LocalLooking;
import backup.holdfast.cli.look.MoverLooking;
import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.restic.process.SystemProcessLauncher;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Option;

/** Who looks into the repository. */
final class LookOptions {
    @Option(
            names = "--local",
            description =
                    "restic on this machine looks, by the keys in the source's Secret. Default: a mover in the cluster")
    private boolean local;

    static LookOptions local() {
        LookOptions options = byMover();
        options.local = true;
        return options;
    }

    static LookOptions byMover() {
        return new LookOptions();
    }

    Answers answers(Surroundings surroundings, KubernetesClient client) {
        return new Answers(
                local
                        ? new LocalLooking(
                                new RepositoryAccess(client),
                                new LocalRestic(
                                        surroundings.environment(), new SystemProcessLauncher(surroundings.clock())),
                                surroundings.clock())
                        : new MoverLooking(
                                new Questions(client),
                                surroundings.clock(),
                                surroundings.pause()::of,
                                surroundings.terminal()::note));
    }

    boolean isLocal() {
        return local;
    }
}
