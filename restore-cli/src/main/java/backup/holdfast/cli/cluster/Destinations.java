package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.ServedSchema;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The ReplicationDestinations of runs, and the movers that work for them. */
public final class Destinations {
    private static final String API_VERSION = ReplicationResource.GROUP + "/" + ReplicationResource.VERSION;
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String JOB_PREFIX = "volsync-dst-";
    private static final int LAST_LINES = 20;

    private final KubernetesClient client;
    private final ApiObjects objects;
    private final EventCodec events = new EventCodec();

    public Destinations(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
        this.objects = new ApiObjects(client);
    }

    /** Creates it; one that is there already was created by us. */
    public void create(RunRecord record, Item item) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").putObject("labels").put(HoldfastKeys.RESTORE_RUN, record.id());
        object.set("spec", item.spec());
        try {
            objects.create(ref(record.namespace(), item.destination()), object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    public Optional<ReplicationDestination> find(String namespace, String name) {
        return Calls.of(
                "get replicationdestinations in namespace " + namespace,
                () -> Optional.ofNullable(client.resources(ReplicationDestination.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()));
    }

    /** The snapshot of what was in the volume before; none where none was made, or none is known yet. */
    public Optional<String> safetyCopy(String namespace, String name) {
        return objects.get(ref(namespace, name))
                .map(it -> it.path("status").path("lastRun").path("safetyCopy").asText())
                .filter(id -> !id.isEmpty());
    }

    /** Whether the cluster's destinations can ask for such a copy. Everybody may read what it serves. */
    public Offer safetyOffer() {
        try {
            JsonNode openApi = client.getKubernetesSerialization()
                    .unmarshal(
                            Objects.requireNonNullElse(
                                    Calls.of("get /openapi", () -> client.raw("/openapi/v3/apis/" + API_VERSION)),
                                    "{}"),
                            JsonNode.class);
            return ServedSchema.of(openApi, "ReplicationDestination")
                            .missing(List.of("spec.restic.safetyCopy"))
                            .isEmpty()
                    ? Offer.MADE
                    : Offer.NOT_KNOWN;
        } catch (KubernetesClientException e) {
            return Offer.NOT_KNOWN;
        } catch (StopException e) {
            if (e.exitCode() != ExitCode.FORBIDDEN) {
                throw e;
            }
            return Offer.NOT_KNOWN;
        }
    }

    /** What a controller does before it overwrites. */
    public enum Offer {
        MADE,
        NOT_KNOWN
    }

    /** Asks for one more run. */
    public void request(String namespace, String name, String token) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(HoldfastKeys.REQUESTED_AT, token);
        objects.patch(ref(namespace, name), patch);
    }

    public void delete(String namespace, String name) {
        objects.delete(ref(namespace, name));
    }

    /** Names of pods that still have the volume of one of them; the mover that looks for a snapshot sees none. */
    public List<String> movers(String namespace, List<String> destinations) {
        List<String> found = new ArrayList<>();
        for (String destination : destinations) {
            pods(namespace, JOB_NAME, JOB_PREFIX + destination)
                    .map(pod -> pod.getMetadata().getName())
                    .forEach(found::add);
        }
        return found;
    }

    /** How far its mover is, from the mover's own words; nothing where they may not be read. */
    public Optional<Progress> progress(ReplicationDestination destination) {
        if (destination.getStatus().run() == null) {
            return Optional.empty();
        }
        String namespace = destination.getMetadata().getNamespace();
        try {
            return pods(
                            namespace,
                            HoldfastKeys.RUN,
                            destination.getStatus().run().id())
                    .findFirst()
                    .map(pod -> client.pods()
                            .inNamespace(namespace)
                            .withName(pod.getMetadata().getName())
                            .tailingLines(LAST_LINES)
                            .getLog())
                    .flatMap(this::newest);
        } catch (RuntimeException e) {
            // A pod that is starting, a kubelet that is away, a right that is missing: the restore goes on without a
            // bar.
            return Optional.empty();
        }
    }

    private Optional<Progress> newest(String log) {
        return log.lines()
                .flatMap(line -> events.decode(line).stream())
                .map(MoverEvent::progress)
                .flatMap(Stream::ofNullable)
                .reduce((before, after) -> after);
    }

    private Stream<Pod> pods(String namespace, String label, String value) {
        return Calls.of(
                        "list pods in namespace " + namespace,
                        () -> client.pods()
                                .inNamespace(namespace)
                                .withLabel(label, value)
                                .list()
                                .getItems())
                .stream()
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase())));
    }

    private static ObjectRef ref(String namespace, String name) {
        return new ObjectRef(API_VERSION, "ReplicationDestination", "replicationdestinations", namespace, name);
    }
}
