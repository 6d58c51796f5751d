package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say how many runs may be under way at once. */
final class LimitFlags {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--max-runs",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many runs may be under way at once; 0: no limit. Default: ${DEFAULT-VALUE}")
    private int all = 20;

    @Option(
            names = "--max-runs-per-endpoint",
            paramLabel = "N",
            defaultValue = "8",
            description = "The same for each storage endpoint (host and port). Default: ${DEFAULT-VALUE}")
    private int perEndpoint = 8;

    @Option(
            names = "--max-runs-per-repository",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "The same for each repository. With more than one, forget meets the locks of the others and is tried"
                            + " again; a run that prunes is always alone. Default: ${DEFAULT-VALUE}")
    private int perRepository = 1;

    @Option(
            names = "--max-runs-per-node",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "The same for each node, where it is known before: for volumes that a pod uses there. Default: no"
                            + " limit")
    private int perNode;

    @Option(
            names = "--max-runs-per-storage-class",
            paramLabel = "N",
            defaultValue = "0",
            description = "The same for each storage class of the volumes. Default: no limit")
    private int perStorageClass;

    QueueLimits limits() {
        try {
            return new QueueLimits(Map.of(
                    Place.Kind.CONTROLLER, all,
                    Place.Kind.ENDPOINT, perEndpoint,
                    Place.Kind.REPOSITORY, perRepository,
                    Place.Kind.NODE, perNode,
                    Place.Kind.STORAGE_CLASS, perStorageClass));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    requireNonNull(command, "not parsed yet").commandLine(),
                    "--max-runs and its likes take 0 or more: " + e.getMessage(),
                    e);
        }
    }
}
