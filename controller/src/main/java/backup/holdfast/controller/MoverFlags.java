package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.controller.mover.job.MoverDefaults;
import backup.holdfast.controller.mover.local.LocalMoverOptions;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The options that say where movers run. */
final class MoverFlags {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--mover",
            paramLabel = "job|local",
            defaultValue = "job",
            description = "Where movers run: in pods of the cluster (job), or as processes of this machine (local)."
                    + " Default: ${DEFAULT-VALUE}")
    private Kind kind = Kind.JOB;

    @Option(
            names = "--mover-image",
            paramLabel = "IMAGE",
            description = "The image of mover pods. Default: that of the pod this controller is in")
    private @Nullable String image;

    @Option(
            names = "--mover-image-pull-policy",
            paramLabel = "POLICY",
            description = "Always, IfNotPresent or Never. Default: the cluster's, IfNotPresent for most tags")
    private @Nullable String pullPolicy;

    @Option(
            names = "--mover-pull-secrets",
            paramLabel = "NAME",
            split = ",",
            description = "Image pull Secrets of mover pods; they have to exist in the sources' namespaces.")
    private List<String> pullSecrets = List.of();

    @Option(
            names = "--mover-defaults",
            paramLabel = "FILE",
            description = "YAML with what mover pods get where spec.restic says nothing: resources, securityContext,"
                    + " tolerations, nodeSelector, priorityClassName.",
            converter = Defaults.class)
    private MoverDefaults defaults = MoverDefaults.NONE;

    @Option(
            names = "--local-volumes",
            paramLabel = "FOLDER",
            description = "For --mover local: a volume is the folder FOLDER/<namespace>/<claim>.")
    private @Nullable Path localVolumes;

    @Option(
            names = "--local-state",
            paramLabel = "FOLDER",
            description =
                    "For --mover local: where movers keep caches and what they are doing; must survive a restart.")
    private @Nullable Path localState;

    /** In small letters on the command line. */
    enum Kind {
        JOB,
        LOCAL
    }

    /**
     * @param environment of this process
     * @param ownImage what this process runs from, if that is known; asked only if it matters
     */
    MoverChoice choice(Map<String, String> environment, Supplier<Optional<String>> ownImage) {
        return switch (kind) {
            case JOB ->
                new MoverChoice.Jobs(new JobMoverOptions(
                        needed("--mover-image", image == null ? ownImage.get().orElse(null) : image),
                        pullPolicy,
                        pullSecrets,
                        defaults,
                        JobMoverOptions.proxies(environment)));
            case LOCAL ->
                new MoverChoice.Processes(LocalMoverOptions.sameProgram(
                        needed("--local-volumes", localVolumes), needed("--local-state", localState), environment));
        };
    }

    private <T> T needed(String option, @Nullable T value) {
        if (value == null) {
            CommandSpec spec = requireNonNull(command, "not parsed yet");
            throw new ParameterException(
                    spec.commandLine(), "--mover " + kind.name().toLowerCase(Locale.ROOT) + " needs " + option);
        }
        return value;
    }

    /** Reads the file of {@code --mover-defaults}. */
    static final class Defaults implements ITypeConverter<MoverDefaults> {
        @Override
        public MoverDefaults convert(String file) {
            try (InputStream yaml = Files.newInputStream(Path.of(file))) {
                return new KubernetesSerialization().unmarshal(yaml, MoverDefaults.class);
            } catch (IOException | KubernetesClientException | IllegalArgumentException e) {
                throw new TypeConversionException("cannot read " + file + ": " + e.getMessage());
            }
        }
    }
}
