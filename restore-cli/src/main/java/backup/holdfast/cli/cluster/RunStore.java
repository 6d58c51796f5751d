package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.RecordCodec;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of runs: a ConfigMap each, in the namespace of the claims, with a label to find it by. */
public final class RunStore {
    private static final String RECORD = "record.json";
    private static final String PREFIX = "holdfast-";

    /** Of ended runs; those that are open are kept for ever. */
    private static final int KEPT = 10;

    private final KubernetesClient client;

    public RunStore(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** A run as it is on record. */
    public record Stored(RunRecord record, String version) {
        public Stored {
            requireNonNull(record, "record is null");
            requireNonNull(version, "version is null");
        }
    }

    public Stored create(RunRecord record) {
        ConfigMap map = map(record, null);
        ConfigMap created = Calls.of(
                "create configmaps in namespace " + record.namespace(),
                () -> client.resource(map).create());
        return new Stored(record, created.getMetadata().getResourceVersion());
    }

    /** Against the version it was read or written at: two processes cannot both go on with a run. */
    public Stored write(Stored before, RunRecord record) {
        ConfigMap map = map(record, before.version());
        try {
            ConfigMap written = Calls.of(
                    "update configmaps in namespace " + record.namespace(),
                    () -> client.resource(map).update());
            return new Stored(record, written.getMetadata().getResourceVersion());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new StopException(
                        ExitCode.BUSY,
                        "somebody else has taken over run " + record.id(),
                        "Leave it to them; `restore runs " + record.id() + " -n " + record.namespace()
                                + "` shows how it goes.",
                        e);
            }
            throw e;
        }
    }

    public Optional<Stored> find(String namespace, String id) {
        return Calls.of(
                        "get configmaps in namespace " + namespace,
                        () -> Optional.ofNullable(client.configMaps()
                                .inNamespace(namespace)
                                .withName(PREFIX + id)
                                .get()))
                .map(RunStore::stored);
    }

    /** Newest first. */
    public List<RunRecord> list(Scope scope) {
        return Calls.of("list configmaps in " + scope, () -> maps(scope)).stream()
                .map(map -> stored(map).record())
                .sorted(Comparator.comparing(RunRecord::startedAt).reversed())
                .toList();
    }

    /** Forgets the oldest of those that have ended. */
    public void tidy(String namespace) {
        list(Scope.in(namespace)).stream()
                .filter(it -> !it.isOpen())
                .skip(KEPT)
                .forEach(record -> Calls.of(
                        "delete configmaps in namespace " + namespace,
                        () -> client.configMaps()
                                .inNamespace(namespace)
                                .withName(PREFIX + record.id())
                                .delete()));
    }

    private List<ConfigMap> maps(Scope scope) {
        return scope.namespace().isPresent()
                ? client.configMaps()
                        .inNamespace(scope.namespace().get())
                        .withLabel(HoldfastKeys.RESTORE_RUN)
                        .list()
                        .getItems()
                : client.configMaps()
                        .inAnyNamespace()
                        .withLabel(HoldfastKeys.RESTORE_RUN)
                        .list()
                        .getItems();
    }

    private static Stored stored(ConfigMap map) {
        String json = Objects.requireNonNullElse(map.getData(), Map.<String, String>of())
                .getOrDefault(RECORD, "");
        try {
            return new Stored(RecordCodec.decode(json), map.getMetadata().getResourceVersion());
        } catch (IllegalArgumentException e) {
            throw new StopException(
                    ExitCode.REFUSED,
                    "ConfigMap " + map.getMetadata().getName() + " is " + e.getMessage(),
                    "Use the version of the command that wrote it.",
                    e);
        }
    }

    private static ConfigMap map(RunRecord record, @Nullable String version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(PREFIX + record.id())
                .withNamespace(record.namespace())
                .withResourceVersion(version)
                .withLabels(Map.of(HoldfastKeys.RESTORE_RUN, record.id()))
                .endMetadata()
                .withData(Map.of(RECORD, RecordCodec.encode(record)))
                .build();
    }
}
