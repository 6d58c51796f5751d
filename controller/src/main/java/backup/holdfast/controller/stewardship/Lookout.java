package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.stewardship.ClusterSigns.Definition;
import backup.holdfast.crds.RequiredFields;
import backup.holdfast.crds.ServedSchema;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for VolSync's lease and at the definitions that the API server works with. It asks instead of watching: a
 * watch of leases by name takes the same right, and nothing can watch what an API server says about itself.
 *
 * <p>Needs of the API server: {@code leases.coordination.k8s.io} of VolSync's name list, in all namespaces or else in those it was
 * given; and {@code /openapi/v3}, which the ClusterRole {@code system:discovery} gives to everybody who is logged in. What one may do
 * oneself everybody may ask, too, by {@code system:basic-user}.
 */
final class Lookout implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Lookout.class);
    private static final List<String> KINDS = List.of("ReplicationSource", "ReplicationDestination");
    private static final String GROUP_VERSION = "apis/volsync.backube/v1alpha1";

    private final KubernetesClient client;
    private final LeaseSearch search;
    private final Clock clock;
    private final VolSyncLeases leases = new VolSyncLeases();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "lookout");
        daemon.setDaemon(true);
        return daemon;
    });
    private String describedAt = "";
    private volatile ClusterSigns signs = new ClusterSigns(Optional.empty(), Map.of());

    /** @param namespaces where VolSync's lease is looked for if it may not be looked for everywhere */
    Lookout(KubernetesClient client, Set<String> namespaces, Clock clock) {
        this.client = requireNonNull(client, "client is null");
        this.search = new LeaseSearch(client, namespaces);
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Looks once, then again and again.
     *
     * @param changed told when what is seen is not what was seen before
     * @throws KubernetesClientException when the API server does not answer
     */
    void start(Runnable changed) {
        signs = new ClusterSigns(volsync(), definitions());
        MandateRule.impediment(signs).ifPresent(log::warn);
        var unused = thread.scheduleWithFixedDelay(
                () -> look(changed), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    ClusterSigns signs() {
        return signs;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look(Runnable changed) {
        try {
            ClusterSigns before = signs;
            signs = new ClusterSigns(volsync(), definitions());
            if (!signs.tellTheSameAs(before)) {
                MandateRule.impediment(signs)
                        .ifPresentOrElse(log::warn, () -> log.info("nothing stands in the way any more"));
                changed.run();
            }
        } catch (KubernetesClientException e) {
            // What was seen last still holds: with the API server away nobody can do anything.
            log.atDebug().log("cannot look at the cluster: {}", e.getMessage());
        }
    }

    private Optional<LiveLease> volsync() {
        return leases.live(search.found(), clock.instant());
    }

    /** As before where the API server says that it is described at the same address, which holds a checksum. */
    private Map<String, Definition> definitions() {
        try {
            JsonNode index = document("/openapi/v3");
            String address = index.path("paths")
                    .path(GROUP_VERSION)
                    .path("serverRelativeURL")
                    .asText();
            if (address.isEmpty()) {
                return unknown("it describes no volsync.backube/v1alpha1");
            }
            if (address.equals(describedAt)) {
                return signs.definitions();
            }
            Map<String, Definition> read = read(document(address));
            describedAt = address;
            return read;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return unknown("reading /openapi/v3 is forbidden; the ClusterRole system:discovery allows it");
        }
    }

    private JsonNode document(String address) {
        String json = client.raw(address);
        return client.getKubernetesSerialization().unmarshal(json == null ? "{}" : json, JsonNode.class);
    }

    private static Map<String, Definition> read(JsonNode openApi) {
        return KINDS.stream().collect(Collectors.toMap(kind -> kind, kind -> {
            RequiredFields required = RequiredFields.of(kind);
            List<String> missing = ServedSchema.of(openApi, kind)
                    .missing(Stream.concat(required.memory().stream(), required.safety().stream())
                            .toList());
            return missing.isEmpty() ? new Definition.Complete() : new Definition.Lacking(missing);
        }));
    }

    private Map<String, Definition> unknown(String why) {
        describedAt = "";
        return KINDS.stream().collect(Collectors.toMap(kind -> kind, kind -> new Definition.Unknown(why)));
    }
}
