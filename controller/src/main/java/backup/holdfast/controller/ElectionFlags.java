package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.leadership.ElectionSettings;
import backup.holdfast.controller.leadership.ElectionTiming;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which of several replicas works. */
final class ElectionFlags {
    private static final String STATE_ID = "id";

    @Option(
            names = "--leader-election",
            paramLabel = "true|false",
            arity = "1",
            defaultValue = "true",
            description = "Whether replicas choose one that works by a lease. Default: ${DEFAULT-VALUE}")
    private boolean enabled = true;

    @Option(
            names = "--lease-namespace",
            paramLabel = "NAME",
            description =
                    "Where that lease is. Default: the namespace of the service account or of the kubeconfig's context")
    private @Nullable String namespace;

    @Option(
            names = "--lease-name",
            paramLabel = "NAME",
            description = "Its name, the same for all replicas. Default: holdfast, with --class holdfast-<class>")
    private @Nullable String name;

    /** Nothing where this process shall work whatever others do. */
    Optional<ElectionSettings> settings(HoldfastSettings settings, KubernetesClient client) {
        if (!enabled) {
            return Optional.empty();
        }
        return Optional.of(new ElectionSettings(
                Optional.ofNullable(namespace)
                        .or(() -> Optional.ofNullable(client.getConfiguration().getNamespace()))
                        .orElse("default"),
                Objects.requireNonNullElseGet(
                        name, () -> settings.ownClass().isEmpty() ? "holdfast" : "holdfast-" + settings.ownClass()),
                // Not that of a process of before with the same host name, which may still be at work.
                settings.instance() + "_" + UUID.randomUUID(),
                movers(settings.movers()),
                ElectionTiming.USUAL));
    }

    private static String movers(MoverChoice movers) {
        return movers instanceof MoverChoice.Processes processes
                ? "local:" + stateId(processes.options().state())
                : ElectionSettings.JOBS;
    }

    /** Goes where the state goes. */
    private static String stateId(Path state) {
        Path file = state.resolve(STATE_ID);
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(state);
                Files.writeString(file, UUID.randomUUID().toString(), UTF_8);
            }
            return Files.readString(file, UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
