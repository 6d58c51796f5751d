package backup.holdfast.cli.app;

import backup.holdfast.cli.run.Handle;
import backup.holdfast.cli.run.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds that a restore has to do with, and how each is taken out of the way. */
// Its lists can't be changed.
@SuppressWarnings("ImmutableEnumChecker")
public enum Kind {
    DEPLOYMENT("apps", "Deployment", "deployments", Handle.HOLD_REPLICAS, "v1"),
    STATEFUL_SET("apps", "StatefulSet", "statefulsets", Handle.HOLD_REPLICAS, "v1"),
    REPLICA_SET("apps", "ReplicaSet", "replicasets", Handle.HOLD_REPLICAS, "v1"),
    ROLLOUT("argoproj.io", "Rollout", "rollouts", Handle.HOLD_REPLICAS, "v1alpha1"),
    CRON_JOB("batch", "CronJob", "cronjobs", Handle.HOLD_CRON, "v1"),
    DAEMON_SET("apps", "DaemonSet", "daemonsets", null, "v1"),
    JOB("batch", "Job", "jobs", null, "v1"),
    KUSTOMIZATION(
            "kustomize.toolkit.fluxcd.io",
            "Kustomization",
            "kustomizations",
            Handle.SUSPEND,
            "v1",
            "v1beta2",
            "v1beta1"),
    HELM_RELEASE("helm.toolkit.fluxcd.io", "HelmRelease", "helmreleases", Handle.SUSPEND, "v2", "v2beta2", "v2beta1"),
    RESOURCE_SET("fluxcd.controlplane.io", "ResourceSet", "resourcesets", Handle.SUSPEND_BY_ANNOTATION, "v1"),
    APPLICATION("argoproj.io", "Application", "applications", Handle.AUTOMATED_SYNC, "v1alpha1"),
    APPLICATION_SET("argoproj.io", "ApplicationSet", "applicationsets", Handle.GENERATION, "v1alpha1"),
    AUTOSCALER("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", Handle.AUTOSCALER, "v2"),
    SCALED_OBJECT("keda.sh", "ScaledObject", "scaledobjects", Handle.SCALED_OBJECT, "v1alpha1");

    private final String group;
    private final String kind;
    private final String plural;
    private final Optional<Handle> handle;
    private final List<String> versions;

    Kind(String group, String kind, String plural, @Nullable Handle handle, String... versions) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.handle = Optional.ofNullable(handle);
        this.versions = List.of(versions);
    }

    /** By group and kind, in whatever version. */
    public static Optional<Kind> of(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        return Arrays.stream(values())
                .filter(it -> it.group.equals(group) && it.kind.equals(kind))
                .findFirst();
    }

    public String group() {
        return group;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    /** Newest first: a cluster serves one of them, or several, or none. */
    public List<String> versions() {
        return versions;
    }

    /** Empty where nobody can take it out of the way. */
    public Optional<Handle> handle() {
        return handle;
    }

    public ObjectRef ref(String version, String namespace, String name) {
        return new ObjectRef(group + "/" + version, kind, plural, namespace, name);
    }
}
