package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/**
 * A kind of workloads and how it is taken to zero.
 *
 * @param plural its name in paths
 */
public record WorkloadKind(String apiVersion, String kind, String plural, Means means) {

    static final List<WorkloadKind> BUILT_IN = List.of(
            new WorkloadKind("apps/v1", "Deployment", "deployments", Means.REPLICAS),
            new WorkloadKind("apps/v1", "StatefulSet", "statefulsets", Means.REPLICAS),
            new WorkloadKind("apps/v1", "ReplicaSet", "replicasets", Means.REPLICAS),
            new WorkloadKind("batch/v1", "CronJob", "cronjobs", Means.SUSPEND),
            new WorkloadKind("apps/v1", "DaemonSet", "daemonsets", Means.NONE));

    public WorkloadKind {
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(plural, "plural is null");
        requireNonNull(means, "means is null");
    }

    /** How a kind is taken to zero. */
    public enum Means {
        /** {@code spec.replicas}, in one patch with the memory. */
        REPLICAS,
        /** The scale subresource. Its memory is written first, since no patch can do both. */
        SCALE,
        /** {@code spec.suspend}, in one patch with the memory. */
        SUSPEND,
        /** It cannot be. */
        NONE
    }

    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group())
                .withVersion(apiVersion.substring(apiVersion.indexOf('/') + 1))
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
