package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether objects can be looked after at all, whatever becomes of their runs: an error here is the API server's, or Holdfast's own.
 * By kind only; the log names the object.
 */
public final class ReconcileHealth implements Metrics {
    private static final String TOTAL = "holdfast.reconciliations";
    private static final String FAILING = "holdfast.reconciliations.failing";

    private final MeterRegistry registry;
    private final Map<String, Set<ResourceID>> failing = new ConcurrentHashMap<>();

    public ReconcileHealth(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    @Override
    public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
        appeared(resource.getKind());
    }

    @Override
    public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
        appeared(resource.getKind()).remove(ResourceID.fromResource(resource));
        count(resource.getKind(), "succeeded").increment();
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        appeared(resource.getKind()).add(ResourceID.fromResource(resource));
        count(resource.getKind(), "failed").increment();
    }

    @Override
    public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
        if (metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind kind) {
            appeared(kind.getKind()).remove(resource);
        }
    }

    /** Makes the series of a kind exist, so that its first failure is an increase. */
    private Set<ResourceID> appeared(String kind) {
        return failing.computeIfAbsent(kind, added -> {
            Set<ResourceID> objects = ConcurrentHashMap.newKeySet();
            Gauge.builder(FAILING, objects, Set::size)
                    .description("Objects whose newest reconciliation ended in an error")
                    .tag("kind", added)
                    .strongReference(true)
                    .register(registry);
            count(added, "succeeded");
            count(added, "failed");
            return objects;
        });
    }

    private Counter count(String kind, String result) {
        return Counter.builder(TOTAL)
                .description("Reconciliations by result")
                .tags("kind", kind, "result", result)
                .register(registry);
    }
}
