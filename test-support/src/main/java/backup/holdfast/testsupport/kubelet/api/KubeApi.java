package backup.holdfast.testsupport.kubelet.api;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the test kubelet writes. Every write is one that may be repeated. */
public final class KubeApi {

    private static final System.Logger log = System.getLogger(KubeApi.class.getName());
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final Set<Integer> OVERTAKEN =
            Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);

    private final KubernetesClient client;
    private final Clock clock;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public KubeApi(KubernetesClient client, Clock clock) {
        this.client = requireNonNull(client, "client is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    public KubernetesClient client() {
        return client;
    }

    /** Now, as objects tell it: to the second. */
    public String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Does one object's share of the work. An API server that is away or objects that have changed meanwhile are no failures: the work is
     * done over. What the server refuses is logged, once.
     */
    public void attempt(HasMetadata about, Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException e) {
            boolean refused = e.getCode() >= 400 && e.getCode() < 500 && !OVERTAKEN.contains(e.getCode());
            String complaint = about.getKind() + " " + about.getMetadata().getName() + ": " + e.getMessage();
            if (refused && complaints.add(complaint)) {
                log.log(
                        System.Logger.Level.WARNING,
                        "the API server refused the test kubelet''s write about {0}",
                        complaint);
            }
        }
    }

    /** Merges into the object's status; a null removes. Fails if it is another object of this name. */
    public void patchStatus(HasMetadata object, Object status) {
        resource(object).subresource("status").patch(MERGE, json(object, Map.of("status", status)));
    }

    /** Merges into the object; a null removes. Fails if it is another object of this name. */
    public void patch(HasMetadata object, Map<String, ?> fields) {
        resource(object).patch(MERGE, json(object, fields));
    }

    /** Merges into the object's metadata unless the object has changed. */
    public void patchMetadata(HasMetadata object, Map<String, ?> fields) {
        Map<String, Object> metadata = new HashMap<>(fields);
        metadata.put("uid", object.getMetadata().getUid());
        metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
        resource(object).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
    }

    /** Sets an annotation. */
    public void annotate(HasMetadata object, String annotation, String value) {
        patchMetadata(object, Map.of("annotations", Map.of(annotation, value)));
    }

    /** Takes this finalizer off the object. */
    public void removeFinalizer(HasMetadata object, String finalizer) {
        if (object.getMetadata().getFinalizers().contains(finalizer)) {
            patchMetadata(
                    object,
                    Map.of(
                            "finalizers",
                            object.getMetadata().getFinalizers().stream()
                                    .filter(held -> !held.equals(finalizer))
                                    .toList()));
        }
    }

    /** Puts this finalizer on the object, unless it is there. */
    public void addFinalizer(HasMetadata object, String finalizer) {
        if (!object.getMetadata().getFinalizers().contains(finalizer)) {
            List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
            finalizers.add(finalizer);
            patchMetadata(object, Map.of("finalizers", finalizers));
        }
    }

    /** Creates the object; empty if one of this name is there. */
    public <T extends HasMetadata> Optional<T> create(T object) {
        try {
            return Optional.of(client.resource(object).create());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Deletes the object with its own grace. Nothing happens if it is gone. */
    public void delete(HasMetadata object) {
        resource(object).delete();
    }

    /** Deletes the object without waiting for what it runs. */
    public void deleteNow(HasMetadata object) {
        resource(object).withGracePeriod(0).delete();
    }

    /** Writes an Event, once: what is said again about the same object is not written again. */
    public void event(HasMetadata about, EventType type, String reason, String message) {
        String said = about.getMetadata().getUid() + " " + reason + " " + message;
        if (told.contains(said)) {
            return;
        }
        String now = now();
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(shortened(about.getMetadata().getName()) + ".")
                        .withNamespace(about.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withName(about.getMetadata().getName())
                        .withUid(about.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(type.word)
                        .withReason(reason)
                        .withMessage(message)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewSource()
                        .withComponent("test-kubelet")
                        .endSource()
                        .build())
                .create();
        told.add(said);
    }

    /** The two types of Event. */
    public enum EventType {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        EventType(String word) {
            this.word = word;
        }
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), 200));
    }

    private String json(HasMetadata object, Map<String, ?> fields) {
        Map<String, Object> patch = new HashMap<>(fields);
        patch.put("metadata", Map.of("uid", object.getMetadata().getUid()));
        return client.getKubernetesSerialization().asJson(patch);
    }

    private Resource<? extends HasMetadata> resource(HasMetadata object) {
        if (object instanceof GenericKubernetesResource generic) {
            return client.resource(generic);
        }
        return client.resource(object);
    }
}
